/** Carries the unseen count into the tab's title and icon, where it is read from another window. */
import { useEffect } from 'react'
import { appTexts } from '../../texts/app.ts'

export function useUnseenBadge(unseen: number): void {
  useEffect(() => {
    document.title = appTexts.title(unseen)
    const icon = document.querySelector<HTMLLinkElement>('#favicon')
    if (!icon) return
    icon.href = unseen > 0 ? `data:image/svg+xml,${encodeURIComponent(badge(unseen))}` : 'favicon.svg'
  }, [unseen])
}

function badge(unseen: number): string {
  const text = unseen > 99 ? '99+' : String(unseen)
  const width = 12 + text.length * 5
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3d55d8"/><path d="M7.5 23.5v-9.2c0-1.4 1.6-2.1 2.7-1.2l5.8 5 5.8-5c1.1-.9 2.7-.2 2.7 1.2v9.2" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/><rect x="${31 - width}" y="14" width="${width}" height="17" rx="8.5" fill="#e5484d" stroke="#fff" stroke-width="1.5"/><text x="${31 - width / 2}" y="27" font-family="system-ui,sans-serif" font-size="12" font-weight="700" fill="#fff" text-anchor="middle">${text}</text></svg>`
}

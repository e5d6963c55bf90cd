/** How mail is previewed, the same for each that is opened. This browser remembers it, but for images that were switched off. */
import type { MailTheme } from '../../../shared/model/mail-theme.ts'
import { createStore } from '../../lib/external-store.ts'
import { readStored, writeStored } from '../../lib/storage.ts'

/** Pixels, or all the room there is. */
export type FrameWidth = number | 'full'
/** A factor, or as small as it must be to fit. */
export type Zoom = number | 'fit'

interface PreviewSettings {
  width: FrameWidth
  theme: MailTheme
  zoom: Zoom
  images: boolean
}

/** Of the screens that mail is read on. */
export const PRESET_WIDTHS: readonly FrameWidth[] = [320, 375, 768, 'full']
export const MAIL_THEMES: readonly MailTheme[] = ['light', 'author-dark', 'forced-dark']
export const ZOOMS: readonly Zoom[] = ['fit', 0.5, 0.75, 1, 1.25, 1.5, 2]
export const MIN_WIDTH = 240
export const MAX_WIDTH = 2000

export const previewSettings = createStore<PreviewSettings>({
  width: readWidth(),
  theme: MAIL_THEMES.find((theme) => theme === readStored('preview-theme')) ?? 'light',
  zoom: ZOOMS.find((zoom) => String(zoom) === readStored('preview-zoom')) ?? 'fit',
  images: true,
})

export function changePreview(change: Partial<PreviewSettings>): void {
  const next = { ...previewSettings.get(), ...change }
  previewSettings.set(next)
  writeStored('preview-width', next.width === 'full' ? undefined : String(next.width))
  writeStored('preview-theme', next.theme === 'light' ? undefined : next.theme)
  writeStored('preview-zoom', next.zoom === 'fit' ? undefined : String(next.zoom))
}

/** To the next preset; one that was dragged lies between two. */
export function stepWidth(by: 1 | -1): void {
  const { width } = previewSettings.get()
  const pixels = toPixels(width)
  const next =
    by === 1
      ? PRESET_WIDTHS.find((preset) => toPixels(preset) > pixels)
      : PRESET_WIDTHS.findLast((preset) => toPixels(preset) < pixels)
  if (next !== undefined) changePreview({ width: next })
}

export function cycleTheme(): void {
  const { theme } = previewSettings.get()
  changePreview({ theme: MAIL_THEMES[(MAIL_THEMES.indexOf(theme) + 1) % MAIL_THEMES.length] ?? 'light' })
}

function toPixels(width: FrameWidth): number {
  return width === 'full' ? Number.POSITIVE_INFINITY : width
}

function readWidth(): FrameWidth {
  const stored = Number(readStored('preview-width'))
  return stored >= MIN_WIDTH && stored <= MAX_WIDTH ? Math.round(stored) : 'full'
}

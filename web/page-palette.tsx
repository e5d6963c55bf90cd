/** The palette over this page. Not part of the first screen. */
import { useApi } from './api/api.ts'
import { Palette } from './features/palette/palette.tsx'
import type { ShortcutHandlers } from './features/shortcuts/use-shortcuts.ts'
import type { Page } from './page.ts'
import { makePaletteItems } from './palette-items.ts'

export interface PagePaletteProps {
  page: Page
  shortcuts: ShortcutHandlers
  onClose: () => void
}

export function PagePalette({ page, shortcuts, onClose }: PagePaletteProps) {
  const { searches } = useApi()
  return (
    <Palette
      items={makePaletteItems(page, shortcuts)}
      onOpenMessage={(id) => page.go({ messageId: id })}
      onSearch={(q) => {
        searches.remember(q)
        page.visit({ mailbox: undefined, q })
      }}
      onClose={onClose}
    />
  )
}

/** The palette over this page. Not part of the first screen. */
import { useApi } from './api/api.ts'
import { Palette } from './features/palette/palette.tsx'
import type { Page } from './page.ts'
import { makePaletteItems } from './palette-items.ts'

export function PagePalette({ page, onClose }: { page: Page; onClose: () => void }) {
  const { searches } = useApi()
  return (
    <Palette
      items={makePaletteItems(page)}
      onOpenMessage={(id) => page.go({ messageId: id })}
      onSearch={(q) => {
        searches.remember(q)
        page.visit({ mailbox: undefined, q })
      }}
      onClose={onClose}
    />
  )
}

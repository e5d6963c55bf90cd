/** The dialogs of the whole page. None is part of the first screen. */
import { lazy, Suspense } from 'react'
import type { ShortcutHandlers } from './features/shortcuts/use-shortcuts.ts'
import type { Page } from './page.ts'

const ConnectDialog = lazy(() =>
  import('./features/connect/connect-dialog.tsx').then(({ ConnectDialog }) => ({ default: ConnectDialog })),
)
const TagRulesDialog = lazy(() =>
  import('./features/tags/tag-rules-dialog.tsx').then(({ TagRulesDialog }) => ({ default: TagRulesDialog })),
)
const ShortcutsDialog = lazy(() =>
  import('./features/shortcuts/shortcuts-dialog.tsx').then(({ ShortcutsDialog }) => ({ default: ShortcutsDialog })),
)

const loadPalette = () => import('./page-palette.tsx')
const PagePalette = lazy(() => loadPalette().then(({ PagePalette }) => ({ default: PagePalette })))

/** What is typed into it the moment after its key must not be lost. */
export const preloadPalette = () => void loadPalette()

export type DialogName = 'palette' | 'shortcuts' | 'connect' | 'tag-rules'

export interface DialogsProps {
  shown: DialogName | undefined
  onClose: () => void
  page: Page
  shortcuts: ShortcutHandlers
  keysEnabled: boolean
  onKeysEnabled: (enabled: boolean) => void
}

export function Dialogs({ shown, onClose, page, shortcuts, keysEnabled, onKeysEnabled }: DialogsProps) {
  return (
    <Suspense fallback={null}>
      {shown === 'palette' && <PagePalette page={page} shortcuts={shortcuts} onClose={onClose} />}
      {shown === 'tag-rules' && <TagRulesDialog onClose={onClose} />}
      {shown === 'connect' && <ConnectDialog open onOpenChange={onClose} />}
      {shown === 'shortcuts' && (
        <ShortcutsDialog
          open
          onOpenChange={onClose}
          available={(name) => shortcuts[name] !== undefined}
          enabled={keysEnabled}
          onEnabledChange={onKeysEnabled}
        />
      )}
    </Suspense>
  )
}

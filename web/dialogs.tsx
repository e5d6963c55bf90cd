/** The dialogs of the whole page. None is part of the first screen. */
import { lazy, Suspense } from 'react'
import type { ShortcutsDialogProps } from './features/shortcuts/shortcuts-dialog.tsx'
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
  /** That do something on this page. */
  available: ShortcutsDialogProps['available']
  keysEnabled: boolean
  onKeysEnabled: (enabled: boolean) => void
}

export function Dialogs({ shown, onClose, page, available, keysEnabled, onKeysEnabled }: DialogsProps) {
  return (
    <Suspense fallback={null}>
      {shown === 'palette' && <PagePalette page={page} onClose={onClose} />}
      {shown === 'tag-rules' && <TagRulesDialog onClose={onClose} />}
      {shown === 'connect' && <ConnectDialog open onOpenChange={onClose} />}
      {shown === 'shortcuts' && (
        <ShortcutsDialog
          open
          onOpenChange={onClose}
          available={available}
          enabled={keysEnabled}
          onEnabledChange={onKeysEnabled}
        />
      )}
    </Suspense>
  )
}

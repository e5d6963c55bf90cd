/** The dialogs of the whole page. None is part of the first screen. */
import { lazy, Suspense } from 'react'

const ConnectDialog = lazy(() =>
  import('./features/connect/connect-dialog.tsx').then(({ ConnectDialog }) => ({ default: ConnectDialog })),
)
const TagRulesDialog = lazy(() =>
  import('./features/tags/tag-rules-dialog.tsx').then(({ TagRulesDialog }) => ({ default: TagRulesDialog })),
)
const ShortcutsDialog = lazy(() =>
  import('./features/shortcuts/shortcuts-dialog.tsx').then(({ ShortcutsDialog }) => ({ default: ShortcutsDialog })),
)

export type DialogName = 'shortcuts' | 'connect' | 'tag-rules'

export interface DialogsProps {
  shown: DialogName | undefined
  onClose: () => void
  keysEnabled: boolean
  onKeysEnabled: (enabled: boolean) => void
}

export function Dialogs({ shown, onClose, keysEnabled, onKeysEnabled }: DialogsProps) {
  return (
    <Suspense fallback={null}>
      {shown === 'tag-rules' && <TagRulesDialog onClose={onClose} />}
      {shown === 'connect' && <ConnectDialog open onOpenChange={onClose} />}
      {shown === 'shortcuts' && (
        <ShortcutsDialog open onOpenChange={onClose} enabled={keysEnabled} onEnabledChange={onKeysEnabled} />
      )}
    </Suspense>
  )
}

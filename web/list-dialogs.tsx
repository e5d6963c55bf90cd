/** What is asked about all that a list shows, or about what of it is selected. Not part of the first screen. */
import { lazy, type RefObject, Suspense } from 'react'
import type { MessageCount } from '../shared/model/message.ts'
import type { ListScope } from './api/list-scope.ts'

const DeleteListDialog = lazy(() =>
  import('./features/message-list/delete-list-dialog.tsx').then(({ DeleteListDialog }) => ({ default: DeleteListDialog })),
)
const ExportDialog = lazy(() =>
  import('./features/message-list/export-dialog.tsx').then(({ ExportDialog }) => ({ default: ExportDialog })),
)

export interface Asking {
  what: 'delete' | 'export'
  /** Only these. */
  ids?: readonly string[]
  /** Has the focus afterwards. */
  button?: RefObject<HTMLElement | null>
}

export interface ListDialogsProps {
  asking: Asking | undefined
  scope: ListScope
  /** `1,204 messages` */
  quantity: string
  onClose: () => void
  onDelete: (count: MessageCount) => void
}

export function ListDialogs({ asking, scope, quantity, onClose, onDelete }: ListDialogsProps) {
  if (!asking) return null
  const { what, ids, button } = asking
  return (
    <Suspense fallback={null}>
      {what === 'delete' && <DeleteListDialog scope={scope} button={button} onClose={onClose} onDelete={onDelete} />}
      {what === 'export' && <ExportDialog scope={scope} ids={ids} quantity={quantity} button={button} onClose={onClose} />}
    </Suspense>
  )
}

/** Deletes all that a list shows, as it was counted: leaves the message that goes with it, and offers the way back. */

import type { Message, MessageCount } from '../shared/model/message.ts'
import { useApi } from './api/api.ts'
import { messageKeys } from './api/message-queries.ts'
import { isLaterCursor } from './lib/is-later-cursor.ts'
import type { useRoutes } from './routes.ts'
import { commandTexts as texts } from './texts/commands.ts'
import { dismissToast, newToastId, showError, showNote, showProgress, showUndo } from './ui/toast.tsx'

export function useListDeletion({ view, go }: Pick<ReturnType<typeof useRoutes>, 'view' | 'go'>) {
  const { cache, windows, listDeletions } = useApi()
  const { mailbox, q, messageId } = view
  const scope = { mailbox, q }

  return (count: MessageCount): void => {
    const toast = newToastId()
    const isOpen = messageId !== undefined && isAmong(cache.getQueryData<Message>(messageKeys.detail(messageId)), count)
    let isSlow = false
    const { undo, stop } = listDeletions.add(
      { scope, count, knownIds: windows.of(scope).knownUpTo(count.cursor) },
      {
        onSent: () => dismissToast(toast),
        onSlow({ removed }) {
          isSlow = true
          showProgress(`${toast}-progress`, texts.deleting(count.total), { done: removed, total: count.total, onStop: stop })
        },
        onSettled({ removed, stopped, error }) {
          dismissToast(`${toast}-progress`)
          if (error) showError(texts.deleteFailed, error)
          else if (stopped) showNote(texts.stopped, texts.stoppedAt(removed, count.total))
          else if (isSlow) showNote(texts.deleted(removed), texts.deletedFinally)
        },
      },
    )
    if (isOpen) go(scope, { replace: true })
    showUndo(toast, texts.deleted(count.total), () => {
      undo()
      if (isOpen) go(view, { replace: true })
    })
  }
}

function isAmong(message: Message | undefined, { cursor }: MessageCount): boolean {
  return message !== undefined && !isLaterCursor(message.cursor, cursor)
}

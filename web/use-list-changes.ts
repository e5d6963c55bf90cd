/** Changes all that a list shows, tells how far that is while it takes its time, and offers the way back. */
import { useApi } from './api/api.ts'
import type { ListChangeOptions, ListChangeOutcome } from './api/list-changes.ts'
import type { ListScope } from './api/list-scope.ts'
import { type ManyChange, reverse } from './api/many-change.ts'
import { UNDO_MS } from './api/pending-deletions.ts'
import { selectionTexts as texts } from './texts/selection.ts'
import { dismissToast, newToastId, showError, showNote, showProgress, showUndo } from './ui/toast.tsx'

export interface ListChangeRequest {
  scope: ListScope
  /** Cursor: what came later was not seen, and is not meant. */
  upTo: string | undefined
  change: ManyChange
  /** Of how many were changed. */
  tell: (changed: number) => string
}

export function useListChanges() {
  const { listChanges } = useApi()

  async function watched(
    text: (total: number) => string,
    run: (options: ListChangeOptions) => Promise<ListChangeOutcome>,
  ): Promise<ListChangeOutcome> {
    const toast = newToastId()
    const outcome = await run({
      onSlow: ({ done, total, stop }) => showProgress(toast, text(total), { done, total, onStop: stop }),
    })
    dismissToast(toast)
    if (outcome.error) showError(texts.couldNotChange, outcome.error)
    return outcome
  }

  async function takeBack(ids: readonly string[], change: ManyChange): Promise<void> {
    const outcome = await watched(texts.changingBack, (options) => listChanges.changeIds(ids, reverse(change), options))
    if (outcome.stopped) showNote(texts.stoppedBack, texts.stoppedBackAt(outcome.ids.length, ids.length))
  }

  return async function changeList({ scope, upTo, change, tell }: ListChangeRequest): Promise<void> {
    const { ids, error } = await watched(texts.changing, (options) => listChanges.change(scope, upTo, change, options))
    // What was changed before it was stopped, or failed, has its way back too.
    if (ids.length > 0) showUndo(newToastId(), tell(ids.length), () => void takeBack(ids, change), UNDO_MS)
    else if (!error) showNote(texts.unchanged, texts.unchangedWhy)
  }
}

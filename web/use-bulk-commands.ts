/** What people do to all that is selected, a few messages or the whole list: changes them, and offers the way back where there is one. */
import type { MessageSummary } from '../shared/model/message.ts'
import { useApi } from './api/api.ts'
import type { ListScope } from './api/list-scope.ts'
import { applied, differs, hasTag, type ManyChange, reverse } from './api/many-change.ts'
import { UNDO_MS } from './api/pending-deletions.ts'
import { selectionTexts } from './texts/selection.ts'
import { dismissToast, newToastId, showError, showUndo } from './ui/toast.tsx'
import { useListChanges } from './use-list-changes.ts'
import type { useMessageCommands } from './use-message-commands.ts'
import type { Selection } from './use-selection.ts'

/** Rows that tell what the whole list is like. */
const SAMPLE = 200

export interface BulkCommandsOptions {
  scope: ListScope
  selection: Selection
  commands: Pick<ReturnType<typeof useMessageCommands>, 'list' | 'leave'>
}

export function useBulkCommands({ scope, selection, commands: { list, leave } }: BulkCommandsOptions) {
  const { actions, deletions } = useApi()
  const changeList = useListChanges()
  const { chosen, isWhole, count } = selection
  const known = isWhole ? firstRows() : chosen
  const allSeen = known.every(({ seen }) => seen)
  const allPinned = known.every(({ pinned }) => pinned)
  const tags = [...new Set(known.flatMap(({ tags }) => tags))].sort()

  function firstRows(): MessageSummary[] {
    return Array.from({ length: Math.min(SAMPLE, list.total) }, (_, at) => list.rowAt(at)).filter((row) => row !== undefined)
  }

  /** @param text of how many were changed */
  function change(patch: ManyChange, text: (changed: number) => string): void {
    if (isWhole) changeWhole(patch, text)
    else changeChosen(patch, text)
  }

  function changeChosen(patch: ManyChange, text: (changed: number) => string): void {
    const changing = chosen.filter((message) => differs(message, patch))
    if (changing.length === 0) return
    const toast = newToastId()
    const fail = (error: unknown) => {
      dismissToast(toast)
      showError(selectionTexts.couldNotChange, error)
    }
    actions.setMany(changing.map(toChange), patch).catch(fail)
    showUndo(
      toast,
      text(changing.length),
      () => {
        const changed = changing.map((message) => applied(message, patch))
        actions.setMany(changed.map(toChange), reverse(patch)).catch(fail)
      },
      UNDO_MS,
    )
  }

  function changeWhole(change: ManyChange, tell: (changed: number) => string): void {
    void changeList({ scope, upTo: list.rowAt(0)?.cursor, change, tell })
  }

  function remove(): void {
    const ids = chosen.map(({ id }) => id)
    const toast = newToastId()
    deletions.add(chosen, (error) => {
      dismissToast(toast)
      if (error) showError(selectionTexts.couldNotDelete, error)
    })
    selection.clear()
    const comeBack = leave(ids)
    showUndo(toast, selectionTexts.deleted(ids.length), () => {
      deletions.undo(ids)
      comeBack()
    })
  }

  return {
    count,
    allSeen,
    allPinned,
    /** That all of them have. */
    tags: tags.filter((tag) => known.every((message) => hasTag(message, tag))),
    /** That some have and others have not. */
    someTags: tags.filter((tag) => !known.every((message) => hasTag(message, tag))),
    toggleSeen: () => change({ set: { seen: !allSeen } }, allSeen ? selectionTexts.markedUnseen : selectionTexts.markedSeen),
    togglePinned: () => change({ set: { pinned: !allPinned } }, allPinned ? selectionTexts.unpinned : selectionTexts.pinned),
    addTag: (tag: string) => change({ add: [tag] }, (changed) => selectionTexts.tagged(tag, changed)),
    removeTag: (tag: string) => change({ remove: [tag] }, (changed) => selectionTexts.untagged(tag, changed)),
    /** Of the list, whatever is selected. */
    markAllSeen: () => changeWhole({ set: { seen: true } }, selectionTexts.markedSeen),
    /** Of a few; the whole is counted and asked about first. */
    remove,
  }
}

function toChange({ id, seen, pinned, tags }: MessageSummary) {
  return { id, before: { seen, pinned, tags } }
}

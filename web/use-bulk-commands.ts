/** What people do to all that is selected, a few messages or the whole list: changes them, and offers the way back where there is one. */
import type { MessagePatch, MessageSelection, MessageSummary } from '../shared/model/message.ts'
import { useApi } from './api/api.ts'
import { type ListScope, toQuery } from './api/list-scope.ts'
import type { ManyChange } from './api/message-actions.ts'
import { UNDO_MS } from './api/pending-deletions.ts'
import { selectionTexts } from './texts/selection.ts'
import { dismissToast, newToastId, showError, showNote, showUndo } from './ui/toast.tsx'
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
  const { client, actions, deletions } = useApi()
  const { chosen, isWhole, count } = selection
  const known = isWhole ? firstRows() : chosen
  const allSeen = known.every(({ seen }) => seen)
  const allPinned = known.every(({ pinned }) => pinned)

  function firstRows(): MessageSummary[] {
    return Array.from({ length: Math.min(SAMPLE, list.total) }, (_, at) => list.rowAt(at)).filter((row) => row !== undefined)
  }

  /** @param text of how many were changed */
  function change(patch: ManyChange, text: (changed: number) => string): void {
    if (isWhole) void changeWhole(patch, text)
    else changeChosen(patch, text)
  }

  function changeChosen(patch: ManyChange, text: (changed: number) => string): void {
    const changing = chosen.filter((message) => differs(message, patch))
    if (changing.length === 0) return
    const { set: { seen, pinned } = {}, add } = patch
    const back: ManyChange = {
      ...(seen !== undefined && { set: { seen: !seen } }),
      ...(pinned !== undefined && { set: { pinned: !pinned } }),
      ...(add && { remove: add }),
    }
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
        actions.setMany(changed.map(toChange), back).catch(fail)
      },
      UNDO_MS,
    )
  }

  async function changeWhole({ set, add }: ManyChange, text: (changed: number) => string): Promise<void> {
    const { mailbox, q } = scope
    // What comes from now on was not seen, and is not meant.
    const within = { ...(mailbox !== undefined && { mailbox }), upTo: list.rowAt(0)?.cursor }
    const select: MessageSelection = q === undefined ? { all: true, ...within } : { ...toQuery(scope), q, ...within }
    const patch: MessagePatch = {
      select,
      ...(set && { set }),
      ...(add && { addTags: [...add] }),
    }
    try {
      const { changed } = await client.patch(patch)
      showNote(text(changed), '')
    } catch (error) {
      showError(selectionTexts.couldNotChange, error)
    }
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
    tags: (known[0]?.tags ?? []).filter((tag) => known.every(({ tags }) => tags.includes(tag))),
    toggleSeen: () => change({ set: { seen: !allSeen } }, allSeen ? selectionTexts.markedUnseen : selectionTexts.markedSeen),
    togglePinned: () => change({ set: { pinned: !allPinned } }, allPinned ? selectionTexts.unpinned : selectionTexts.pinned),
    addTag: (tag: string) => change({ add: [tag] }, (changed) => selectionTexts.tagged(tag, changed)),
    /** Of a few; the whole is counted and asked about first. */
    remove,
  }
}

function toChange({ id, seen, pinned, tags }: MessageSummary) {
  return { id, before: { seen, pinned, tags } }
}

function applied(message: MessageSummary, { set, add = [] }: ManyChange): MessageSummary {
  return { ...message, ...set, tags: [...message.tags, ...add] }
}

function differs(message: MessageSummary, { set, add = [] }: ManyChange): boolean {
  if (set?.seen !== undefined && set.seen !== message.seen) return true
  if (set?.pinned !== undefined && set.pinned !== message.pinned) return true
  return add.some((tag) => !message.tags.includes(tag))
}

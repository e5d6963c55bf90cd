/** What people do to messages, whether by key, button or row: moves the view, changes the mail, offers the way back. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Message, MessageSummary } from '../shared/model/message.ts'
import { useApi } from './api/api.ts'
import { isStorageFailing } from './api/info-queries.ts'
import { keyOf } from './api/list-scope.ts'
import { messageKeys, messageQuery } from './api/message-queries.ts'
import type { TagChange } from './api/retag.ts'
import { useStore } from './lib/external-store.ts'
import type { useRoutes } from './routes.ts'
import { commandTexts as texts } from './texts/commands.ts'
import { dismissToast, newToastId, showError, showUndo } from './ui/toast.tsx'

export function useMessageCommands({ view, go, isRevisited }: Pick<ReturnType<typeof useRoutes>, 'view' | 'go' | 'isRevisited'>) {
  const { client, cache, windows, actions, deletions } = useApi()
  const { mailbox, q } = view
  const list = useStore(windows.of({ mailbox, q }))
  /** The row that keys act on while nothing is open. */
  const [focusedId, setFocusedId] = useState<string | undefined>(undefined)
  const openId = view.messageId
  const activeId = openId ?? focusedId
  const index = activeId === undefined ? undefined : list.indexOf(activeId)
  const neighbours = useNeighbours(activeId, index)

  const open = useCallback(
    (id: string, replace = false) => go({ mailbox, q, messageId: id, tab: view.tab }, { replace }),
    [go, mailbox, q, view.tab],
  )
  const close = useCallback(() => {
    go({ mailbox, q })
    focusRow(openId)
  }, [go, mailbox, q, openId])

  // Back to another list finds the focus where it was left there.
  const key = keyOf({ mailbox, q })
  const lastKey = useRef(key)
  const left = useRef(new Map<string, string>())
  useEffect(() => {
    if (lastKey.current === key) {
      if (activeId !== undefined) left.current.set(key, activeId)
      return
    }
    lastKey.current = key
    lastKey.current = key
    const id = left.current.get(key)
    if (!isRevisited() || openId !== undefined || id === undefined) return
    setFocusedId(id)
    focusRow(id)
  }, [key, activeId, openId, isRevisited])

  // Whichever way the reader closed, Back too: the row it showed is the one that keys act on.
  const lastOpenId = useRef(openId)
  useEffect(() => {
    if (openId === undefined && lastOpenId.current !== undefined) {
      setFocusedId(lastOpenId.current)
      if (document.activeElement === document.body) focusRow(lastOpenId.current)
    }
    lastOpenId.current = openId
  }, [openId])

  /** Beside an open message the neighbour opens; in the list alone the focus moves. A button that was pressed keeps it. */
  function step(by: 1 | -1, movesFocus = true): void {
    const next = list.rowAt((by === 1 ? neighbours?.next : neighbours?.previous) ?? 0)
    if (!next) return
    setFocusedId(next.id)
    if (openId !== undefined) open(next.id, true)
    if (movesFocus) focusRow(next.id)
  }

  /** What the flags are now, from wherever the message is known. */
  function find(id: string | undefined): Message | MessageSummary | undefined {
    if (id === undefined) return undefined
    const at = list.indexOf(id)
    return (at === undefined ? undefined : list.rowAt(at)) ?? cache.getQueryData<Message>(messageKeys.detail(id))
  }

  function toggle(flag: 'seen' | 'pinned'): void {
    const message = find(activeId)
    if (!message) return
    const failure = flag === 'seen' ? texts.seenFailed : texts.pinFailed
    actions
      .setFlags(message.id, { [flag]: !message[flag] }, { [flag]: message[flag] })
      .catch((error: unknown) => showError(failure, error))
  }

  function changeTags(id: string, change: TagChange): void {
    const message = find(id)
    if (!message) return
    actions
      .setTags(id, change, message.tags)
      .catch((error: unknown) => showError(change.add ? texts.addTagFailed : texts.removeTagFailed, error))
  }

  function remove(): void {
    const message = find(activeId)
    if (!message) return
    const { id, subject } = message
    const toast = newToastId()
    deletions.add([message], (error) => {
      dismissToast(toast)
      if (error) showError(texts.deleteFailed, error)
    })
    const comeBack = leave([id])
    showUndo(toast, texts.deletedOne(subject), () => {
      deletions.undo([id])
      comeBack()
    })
  }

  /** Moves on from messages that go. @returns a function that goes back to the one among them that had the focus */
  function leave(ids: readonly string[]): () => void {
    const going = new Set(ids)
    const id = activeId
    if (id === undefined || !going.has(id)) {
      focusRow(id)
      return () => focusRow(id)
    }
    const wasOpen = openId === id
    const next = nextBeside(going)
    setFocusedId(next?.id)
    if (wasOpen && next) open(next.id, true)
    else if (wasOpen) go({ mailbox, q }, { replace: true })
    focusRow(next?.id)
    return () => {
      setFocusedId(id)
      if (wasOpen) open(id, true)
      focusRow(id)
    }
  }

  /** Of those that stay, the one below the active one, else above it. */
  function nextBeside(going: ReadonlySet<string>): MessageSummary | undefined {
    if (index === undefined) return undefined
    for (const by of [1, -1])
      for (let row = list.rowAt(index + by), at = index + by; row; at += by, row = list.rowAt(at))
        if (!going.has(row.id)) return row
    return undefined
  }

  const markSeen = useCallback(
    (message: Message) => {
      // Nobody asked to mark it, so nobody need be told that it cannot be.
      if (message.seen || isStorageFailing(cache)) return
      actions
        .setFlags(message.id, { seen: true }, { seen: false })
        .catch((error: unknown) => showError(texts.markSeenFailed, error))
    },
    [actions, cache],
  )

  /** Neighbours are read ahead, so that walking through the list does not wait. */
  const prefetchAround = useCallback(
    (id: string) => {
      const at = list.indexOf(id)
      if (at === undefined) return
      for (const neighbour of [list.rowAt(at + 1), list.rowAt(at - 1)])
        if (neighbour) void cache.prefetchQuery(messageQuery(client, neighbour.id))
    },
    [cache, client, list],
  )

  return {
    list,
    activeId,
    find,
    position:
      index === undefined ? undefined : { index, total: list.atLeast ?? list.total, isAtLeast: list.atLeast !== undefined },
    hasPrevious: neighbours !== undefined && neighbours.previous >= 0,
    hasNext: neighbours !== undefined && neighbours.next < list.total,
    setFocusedId,
    open,
    close,
    next: () => step(1),
    previous: () => step(-1),
    openNext: () => step(1, false),
    openPrevious: () => step(-1, false),
    openActive: () => activeId !== undefined && open(activeId),
    toggleSeen: () => toggle('seen'),
    togglePinned: () => toggle('pinned'),
    focusActive: () => focusRow(activeId ?? list.rowAt(0)?.id),
    neighbour: (by: 1 | -1) => list.rowAt((by === 1 ? neighbours?.next : neighbours?.previous) ?? 0),
    changeTags,
    remove,
    leave,
    markSeen,
    prefetchAround,
  }
}

/** A message that stops to match a search while it is read leaves the list: its neighbours are those of the place it had. */
function useNeighbours(id: string | undefined, index: number | undefined): { previous: number; next: number } | undefined {
  const last = useRef<{ id: string | undefined; index: number } | undefined>(undefined)
  useEffect(() => {
    if (index !== undefined) last.current = { id, index }
  }, [id, index])
  if (index !== undefined) return { previous: index - 1, next: index + 1 }
  if (id === undefined || last.current?.id !== id) return undefined
  return { previous: last.current.index - 1, next: last.current.index }
}

/** After the next paint: the row may have to be scrolled to first. Who has begun to type meanwhile goes on typing. */
function focusRow(id: string | undefined): void {
  if (id === undefined) return
  const focus = () => {
    if (!(document.activeElement instanceof HTMLInputElement))
      document.getElementById(`message-${id}`)?.focus({ preventScroll: true })
  }
  requestAnimationFrame(() => requestAnimationFrame(focus))
}

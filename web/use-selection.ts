/** Which messages of the list are chosen, for something to be done to all of them at once. Another list begins with none. */
import { useCallback, useState } from 'react'
import type { MessageSummary } from '../shared/model/message.ts'
import { useApi } from './api/api.ts'
import { keyOf, type ListScope } from './api/list-scope.ts'
import { readRange } from './api/message-range.ts'
import type { WindowView } from './api/message-window.ts'
import { useLatest } from './lib/use-latest.ts'
import { selectionTexts } from './texts/selection.ts'
import { showError, showNote } from './ui/toast.tsx'

/** Of messages chosen one by one; the whole list can always be chosen as such. */
const MAX_CHOSEN = 1000

export interface Selection {
  count: number
  /** All that the list shows, known or not. */
  isWhole: boolean
  has: (id: string) => boolean
  /** In the order of the list; none of them for the whole. */
  chosen: readonly MessageSummary[]
  toggle: (id: string) => void
  /** All between the one chosen last, else the active one, and this one. */
  extendTo: (id: string) => void
  selectAll: () => void
  clear: () => void
}

interface Choice {
  key: string
  byId: ReadonlyMap<string, MessageSummary>
  isWhole: boolean
  /** Where a range begins, and what was chosen before it did. */
  anchor: MessageSummary | undefined
  base: readonly MessageSummary[]
}

export function useSelection(scope: ListScope, list: WindowView, activeId: string | undefined): Selection {
  const { client } = useApi()
  const key = keyOf(scope)
  const none: Choice = { key, byId: new Map(), isWhole: false, anchor: undefined, base: [] }
  const [last, setChoice] = useState(none)
  const choice = last.key === key ? last : none
  const chosen = [...choice.byId.values()]
    .filter(({ id }) => !list.isGone(id))
    .map((message) => rowOf(list, message.id) ?? message)
    .sort((one, other) => (one.id < other.id ? 1 : -1))
  const isWhole = choice.isWhole && list.total > 0
  const latest = useLatest({ scope, list, activeId, choice, chosen, none })

  const toggle = useCallback(
    (id: string): void => {
      const { scope, list, choice, chosen } = latest.current
      const message = rowOf(list, id)
      if (!message) return
      const choose = (all: readonly MessageSummary[]) => {
        const byId = new Map(all.map((each) => [each.id, each]))
        if (!byId.delete(id)) byId.set(id, message)
        if (byId.size > MAX_CHOSEN) showNote(selectionTexts.tooMany, selectionTexts.tooManyHelp(MAX_CHOSEN))
        else setChoice({ key: choice.key, byId, isWhole: false, anchor: message, base: [...byId.values()] })
      }
      const first = list.rowAt(0)
      if (!choice.isWhole || !first) choose(chosen)
      else if (list.total > MAX_CHOSEN) showNote(selectionTexts.wholeOrNothing, selectionTexts.tooManyHelp(MAX_CHOSEN))
      else
        readRange(client, scope, { newer: first, max: list.total })
          .then((all) => choose(all.filter((each) => !list.isGone(each.id))))
          .catch((error: unknown) => showError(selectionTexts.failed, error))
    },
    [client, latest],
  )

  const extendTo = useCallback(
    (id: string): void => {
      const { scope, list, activeId = id, choice } = latest.current
      const to = rowOf(list, id)
      const from = choice.anchor ?? rowOf(list, activeId) ?? to
      if (!to || !from) return
      const add = (between: readonly MessageSummary[]) => {
        const all = new Map([...choice.base, ...between].map((each) => [each.id, each]))
        setChoice({ ...choice, byId: new Map([...all].slice(0, MAX_CHOSEN)), isWhole: false, anchor: from })
        if (all.size > MAX_CHOSEN) showNote(selectionTexts.tooMany, selectionTexts.tooManyHelp(MAX_CHOSEN))
      }
      const known = knownBetween(list, from.id, id)
      if (known) {
        add(known)
        return
      }
      const [newer, older] = from.id > to.id ? [from, to] : [to, from]
      readRange(client, scope, { newer, older, max: MAX_CHOSEN + 1 })
        .then(add)
        .catch((error: unknown) => showError(selectionTexts.failed, error))
    },
    [client, latest],
  )

  const selectAll = useCallback(() => {
    const { choice } = latest.current
    setChoice({ ...choice, isWhole: true })
  }, [latest])

  const clear = useCallback(() => setChoice(latest.current.none), [latest])

  return {
    count: isWhole ? list.total : chosen.length,
    isWhole,
    has: (id) => isWhole || (choice.byId.has(id) && !list.isGone(id)),
    chosen,
    toggle,
    extendTo,
    selectAll,
    clear,
  }
}

function rowOf(list: WindowView, id: string): MessageSummary | undefined {
  const index = list.indexOf(id)
  return index === undefined ? undefined : list.rowAt(index)
}

/** @returns undefined where some of them are not on hand */
function knownBetween(list: WindowView, one: string, other: string): MessageSummary[] | undefined {
  const from = list.indexOf(one)
  const to = list.indexOf(other)
  if (from === undefined || to === undefined) return undefined
  const found: MessageSummary[] = []
  for (let at = Math.min(from, to); at <= Math.max(from, to); at++) {
    const row = list.rowAt(at)
    if (!row) return undefined
    found.push(row)
  }
  return found
}

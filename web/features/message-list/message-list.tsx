/** The list column. All its states are handled here, so a row never asks whether data is there. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { useApi } from '../../api/api.ts'
import { keyOf, type ListScope } from '../../api/list-scope.ts'
import { isNotVisibleYet } from '../../api/message-queries.ts'
import { useStorageFault } from '../../api/use-storage-fault.ts'
import { useStore } from '../../lib/external-store.ts'
import { isFocusGone } from '../../lib/gone-focus.ts'
import type { SearchNeedles } from '../../lib/search-needles.ts'
import { useNow } from '../../lib/use-now.ts'
import { listTexts } from '../../texts/list.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { MessageRow } from './message-row.tsx'
import { NewPill } from './new-pill.tsx'
import { RowSkeleton } from './row-skeleton.tsx'
import { useArrivalHold } from './use-arrival-hold.ts'
import { useKeptScroll } from './use-kept-scroll.ts'

/** Rows have one height, so that place and scroll offset are the same thing. The row's classes spell it out. */
const ROW_HEIGHT_PX = 76
const SKELETON_TOPS = Array.from({ length: 12 }, (_, index) => index * ROW_HEIGHT_PX)

export interface RowSelection {
  count: number
  isWhole: boolean
  has: (id: string) => boolean
  toggle: (id: string) => void
  extendTo: (id: string) => void
}

export interface MessageListProps {
  scope: ListScope
  showMailbox: boolean
  /** Where they may differ. */
  showRecipient: boolean
  /** Marked where they stand. */
  needles: SearchNeedles
  /** The row that keys act on; it is the one with the focus when the list has it. */
  activeId: string | undefined
  openId: string | undefined
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  onFocusRow: (id: string) => void
  selection: RowSelection
  /** Shown instead of rows when there are none. */
  empty: ReactNode
  /** Shown below the last row. */
  end: ReactNode
}

export function MessageList({
  scope,
  showMailbox,
  showRecipient,
  needles,
  activeId,
  openId,
  hrefOf,
  onOpen,
  onFocusRow,
  selection,
  empty,
  end: below,
}: MessageListProps) {
  const { windows, cache } = useApi()
  const messages = windows.of(scope)
  const view = useStore(messages)
  const storageFault = useStorageFault()
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const getScroller = useCallback(() => scroller.current, [])
  const rows = useVirtualizer({
    count: view.total,
    getScrollElement: getScroller,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 6,
  })
  const items = rows.getVirtualItems()
  const start = items[0]?.index ?? 0
  const end = (items.at(-1)?.index ?? -1) + 1

  // Asked again whenever the view changes: what came or went may have left a hole on the screen.
  useEffect(() => {
    if (view.status === 'ready') messages.show(start, end)
  }, [messages, view, start, end])

  const { onPointerMove, onScroll } = useArrivalHold(messages, scroller)
  useKeptScroll(keyOf(scope), scroller, view.status === 'ready')

  const activeIndex = activeId === undefined ? undefined : view.indexOf(activeId)
  const moved = useRef(activeId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another row becomes active, not when its place shifts
  useEffect(() => {
    if (activeIndex === undefined || moved.current === activeId) return
    moved.current = activeId
    rows.scrollToIndex(activeIndex, { align: 'auto' })
  }, [activeId, activeIndex])

  const shownScope = useRef<string | undefined>(undefined)
  // What led to this list, or stood in its place, may be gone, and the focus with it. Before any key acts on the rows.
  useLayoutEffect(() => {
    const shown = items.length > 0 ? keyOf(scope) : undefined
    if (shown === shownScope.current) return
    const isWanted = shown !== undefined && isFocusGone()
    const row = isWanted ? rowInView(scroller.current) : undefined
    // Until those are drawn that the list is scrolled to: it would be scrolled to another.
    if (isWanted && !row) return
    shownScope.current = shown
    row?.focus({ preventScroll: true })
  })

  function retry(): void {
    messages.reload()
    void cache.invalidateQueries() // what failed the list has failed the counts too
  }

  if (view.status === 'error' && view.error)
    return scope.q !== undefined && storageFault === undefined ? (
      <ErrorNote title={listTexts.searchFailed} error={view.error} onRetry={retry} />
    ) : isNotVisibleYet(view.error) ? (
      <ErrorNote
        title={listTexts.notYet}
        error={view.error}
        hint={storageFault !== undefined && listTexts.notYetHint}
        onRetry={retry}
      />
    ) : (
      <ErrorNote title={listTexts.loadFailed} error={view.error} onRetry={retry} />
    )
  if (view.status === 'loading') return <ListSkeleton />
  if (view.total === 0 && view.heldCount === 0) return empty

  // One row is always reachable with Tab, also when the active one is far away.
  const focusableIndex = activeIndex !== undefined && activeIndex >= start && activeIndex < end ? activeIndex : start
  return (
    <div className="relative min-h-0 flex-1">
      <NewPill
        count={view.heldCount}
        onShow={() => {
          scroller.current?.scrollTo({ top: 0 })
          messages.holdWhile(() => false) // though the pointer moved to get here
        }}
      />
      <div
        ref={scroller}
        data-testid="message-list"
        tabIndex={-1}
        className="h-full overflow-y-auto overscroll-contain focus:outline-none"
        onPointerMove={onPointerMove}
        onScroll={onScroll}
      >
        <div
          role="listbox"
          aria-label={listTexts.label}
          aria-multiselectable="true"
          aria-orientation="vertical"
          className="relative"
          style={{ height: rows.getTotalSize() }}
        >
          {items.map(({ index, start: top }) => {
            const message = view.rowAt(index)
            if (!message) return <RowSkeleton key={`place-${index}`} top={top} />
            return (
              <MessageRow
                key={message.id}
                message={message}
                top={top}
                position={index + 1}
                total={view.atLeast === undefined ? view.total : -1}
                now={now}
                showMailbox={showMailbox}
                showRecipient={showRecipient}
                needles={needles}
                open={message.id === openId}
                active={message.id === activeId}
                selected={selection.has(message.id)}
                selecting={selection.count > 0}
                focusable={index === focusableIndex}
                entered={view.entered.has(message.id)}
                href={hrefOf(message.id)}
                onOpen={onOpen}
                onFocusRow={onFocusRow}
                onToggle={selection.toggle}
                onExtend={selection.extendTo}
              />
            )
          })}
        </div>
        {below}
      </div>
    </div>
  )
}

/** The one that keys act on, or the first. */
function rowInView(scroller: HTMLElement | null): HTMLElement | undefined {
  if (!scroller) return undefined
  const view = scroller.getBoundingClientRect()
  const rows = [...scroller.querySelectorAll<HTMLElement>('[role="option"]')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    return top >= view.top && bottom <= view.bottom
  })
  return rows.find(({ tabIndex }) => tabIndex === 0) ?? rows[0]
}

function ListSkeleton() {
  return (
    <div role="status" aria-label={listTexts.loading} className="fade-in-late relative min-h-0 flex-1 overflow-hidden">
      {SKELETON_TOPS.map((top) => (
        <RowSkeleton key={top} top={top} />
      ))}
    </div>
  )
}

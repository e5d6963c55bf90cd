/** The list column while sessions are shown: those that run, then those that ended, page after page as one scrolls. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp, Menu } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ListedSession, SessionOutcome, SessionPage } from '../../../shared/model/session.ts'
import { useApi } from '../../api/api.ts'
import { sessionListQuery, sessionsOf } from '../../api/session-queries.ts'
import { formatCompact } from '../../lib/format-number.ts'
import { isFocusGone } from '../../lib/gone-focus.ts'
import { SESSION_OUTCOMES } from '../../lib/session-outcomes.ts'
import { useNow } from '../../lib/use-now.ts'
import { appTexts } from '../../texts/app.ts'
import { OUTCOME_LABELS, sessionTexts } from '../../texts/session.ts'
import { sessionsPlaceTexts } from '../../texts/sessions-place.ts'
import { Button } from '../../ui/button.tsx'
import { Choices } from '../../ui/choices.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { SessionRow } from './session-row.tsx'

/** The row's classes spell it out. */
const ROW_HEIGHT_PX = 64
/** Rows from the end at which the next page is asked for. */
const AHEAD = 15

export interface SessionListProps {
  outcome: SessionOutcome | undefined
  openId: string | undefined
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  onOutcome: (outcome: SessionOutcome | undefined) => void
  /** Given when the sidebar is a drawer. */
  onMenu: (() => void) | undefined
}

export function SessionList({ outcome, onOutcome, onMenu, ...rows }: SessionListProps) {
  const { client } = useApi()
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    useInfiniteQuery(sessionListQuery(client, outcome))
  const sessions = useMemo(() => data && sessionsOf(data.pages), [data])
  const first = data?.pages[0]
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b px-4">
        {onMenu && (
          <IconButton icon={Menu} label={appTexts.mailboxes} className="-ml-2" data-testid="open-nav" onClick={onMenu} />
        )}
        <h2 className="min-w-0 truncate font-semibold text-base">{sessionsPlaceTexts.title}</h2>
      </header>
      <div className="@container shrink-0 border-line border-b px-2 py-1.5">
        <Choices
          label={sessionTexts.filter}
          testId="outcome"
          value={outcome ?? 'all'}
          choices={[{ value: 'all' as const, label: sessionTexts.all }, ...SESSION_OUTCOMES.map((each) => choiceOf(each, first))]}
          onChange={(next) => onOutcome(next === 'all' ? undefined : next)}
          className="flex-wrap *:basis-[32%] @lg:*:basis-auto"
        />
      </div>
      {isPending ? (
        <p role="status" className="fade-in-late p-4 text-faint">
          {sessionTexts.loading}
        </p>
      ) : !sessions || !first ? (
        error && <ErrorNote title={sessionsPlaceTexts.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : sessions.length === 0 ? (
        <NoSessions outcome={outcome} />
      ) : (
        <Rows
          key={outcome ?? 'all'}
          sessions={sessions}
          {...rows}
          onEnd={() => hasNextPage && !isFetchingNextPage && !isFetchNextPageError && void fetchNextPage()}
          end={
            isFetchNextPageError ? (
              <Button onClick={() => void fetchNextPage()}>{sessionTexts.loadMoreFailed}</Button>
            ) : (
              !hasNextPage && first.expired > 0 && sessionTexts.expired(first.expired)
            )
          }
        />
      )}
    </>
  )
}

function choiceOf(outcome: SessionOutcome, page: SessionPage | undefined) {
  const count = page?.counts[outcome] ?? 0
  const label = (
    <>
      {OUTCOME_LABELS[outcome]}
      {count > 0 && <span className={outcome === 'refused' ? 'text-danger' : 'text-faint'}>{formatCompact(count)}</span>}
    </>
  )
  return { value: outcome, label }
}

interface RowsProps extends Pick<SessionListProps, 'openId' | 'hrefOf' | 'onOpen'> {
  sessions: readonly ListedSession[]
  onEnd: () => void
  end: React.ReactNode
}

function Rows({ sessions, openId, hrefOf, onOpen, onEnd, end }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const now = useNow()
  const rows = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const start = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const above = useKeptPlace(scroller, sessions)

  // What led here may be gone with the view that had it.
  const isLed = useRef(true)
  useLayoutEffect(() => {
    const row = isLed.current ? scroller.current?.querySelector<HTMLElement>('a[tabindex="0"]') : undefined
    if (!row) return
    isLed.current = false
    if (isFocusGone()) row.focus({ preventScroll: true })
  })

  const nearEnd = last >= sessions.length - AHEAD
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for each page
  useEffect(() => {
    if (nearEnd) onEnd()
  }, [nearEnd, sessions.length])

  const openIndex = sessions.findIndex(({ id }) => id === openId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another is opened, not when its place shifts
  useEffect(() => {
    if (openIndex !== -1) rows.scrollToIndex(openIndex, { align: 'auto' })
  }, [openId, openIndex !== -1])

  function walk(event: KeyboardEvent<HTMLDivElement>): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined
    if (step === undefined) return
    event.preventDefault()
    const at = sessions.findIndex(({ id }) => `session-${id}` === document.activeElement?.id)
    const next = sessions[at + step]
    if (!next) return
    rows.scrollToIndex(at + step, { align: 'auto' })
    requestAnimationFrame(() => document.getElementById(`session-${next.id}`)?.focus({ preventScroll: true }))
  }

  const focusable = openIndex >= start && openIndex <= last ? openIndex : start
  return (
    <div ref={scroller} tabIndex={-1} data-testid="session-list" className="min-h-0 flex-1 overflow-y-auto focus:outline-none">
      {above > 0 && (
        <button
          type="button"
          data-testid="new-sessions"
          className="fade-in sticky top-2 left-1/2 z-10 -mb-7 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent px-3 font-medium text-on-accent text-xs hover:bg-accent-hover"
          onClick={() => scroller.current?.scrollTo({ top: 0 })}
        >
          <ArrowUp className="size-3.5" aria-hidden strokeWidth={2} />
          {sessionTexts.newOnes(above)}
        </button>
      )}
      <div
        role="listbox"
        tabIndex={-1}
        aria-label={sessionsPlaceTexts.list}
        className="relative"
        style={{ height: rows.getTotalSize() }}
        onKeyDown={walk}
      >
        {items.map(({ index, start: top }) => {
          const session = sessions[index]
          return (
            session && (
              <SessionRow
                key={session.id}
                session={session}
                top={top}
                now={now}
                open={session.id === openId}
                focusable={index === focusable}
                href={hrefOf(session.id)}
                onOpen={onOpen}
              />
            )
          )
        })}
      </div>
      {end && <div className="px-4 pt-4 pb-6 text-center text-faint text-xs">{end}</div>}
    </div>
  )
}

/**
 * What is read, or pointed at, stays where it is while sessions end above it.
 * @returns how many have come in out of sight
 */
function useKeptPlace(scroller: React.RefObject<HTMLDivElement | null>, sessions: readonly ListedSession[]): number {
  const first = useRef(sessions[0]?.id)
  const [above, setAbove] = useState(0)
  useLayoutEffect(() => {
    const element = scroller.current
    const added = sessions.findIndex(({ id }) => id === first.current)
    first.current = sessions[0]?.id
    if (!element || added <= 0 || (element.scrollTop === 0 && !element.matches(':hover'))) return
    element.scrollTop += added * ROW_HEIGHT_PX
    // Too short to scroll: they are in sight.
    if (element.scrollTop > 0) setAbove((count) => count + added)
  }, [scroller, sessions])
  useEffect(() => {
    const element = scroller.current
    const look = () => element?.scrollTop === 0 && setAbove(0)
    element?.addEventListener('scroll', look, { passive: true })
    return () => element?.removeEventListener('scroll', look)
  }, [scroller])
  return above
}

function NoSessions({ outcome }: { outcome: SessionOutcome | undefined }) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-1 p-8 text-center" data-testid="no-sessions">
      <p className="font-semibold text-base">{outcome ? sessionTexts.noneOfOutcome(outcome) : sessionTexts.noneTitle}</p>
      {!outcome && <p className="max-w-xs text-balance text-muted">{sessionTexts.none}</p>}
    </div>
  )
}

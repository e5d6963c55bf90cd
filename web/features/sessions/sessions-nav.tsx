/** The way to the sessions, with how many were refused since they were last looked at. */
import { useQuery } from '@tanstack/react-query'
import { Cable } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApi } from '../../api/api.ts'
import { MAX_REFUSED, refusedQuery } from '../../api/session-queries.ts'
import { cx } from '../../lib/cx.ts'
import { formatCompact } from '../../lib/format-number.ts'
import { readStored, writeStored } from '../../lib/storage.ts'
import { sessionsPlaceTexts } from '../../texts/sessions-place.ts'
import { AppLink } from '../../ui/app-link.tsx'

const SEEN = 'sessions-seen'

interface SessionsNavProps {
  current: boolean
  href: string
  onSelect: () => void
}

export function SessionsNav({ current, href, onSelect }: SessionsNavProps) {
  const { client } = useApi()
  const { data: refused } = useQuery(refusedQuery(client))
  const [seenUpTo, setSeenUpTo] = useState(() => readStored(SEEN) ?? '')
  const newest = refused?.[0]?.endedAt
  useEffect(() => {
    if (!current || newest === undefined) return
    setSeenUpTo(newest)
    writeStored(SEEN, newest)
  }, [current, newest])

  // ISO 8601 of one zone, so that order of text is order of time.
  const count = current ? 0 : (refused?.filter(({ endedAt }) => endedAt > seenUpTo).length ?? 0)
  const told = sessionsPlaceTexts.unseenRefused(count, count === MAX_REFUSED)
  return (
    <nav aria-label={sessionsPlaceTexts.list}>
      <AppLink
        href={href}
        aria-current={current ? 'page' : undefined}
        title={count > 0 ? told : undefined}
        data-testid="sessions-link"
        className={cx(
          'flex h-8 items-center gap-2.5 rounded-(--radius-control) px-2 transition-colors',
          current ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
        )}
        onFollow={onSelect}
      >
        <Cable className={cx('size-4 shrink-0', current && 'text-accent')} aria-hidden strokeWidth={1.75} />
        <span className="grow">{sessionsPlaceTexts.title}</span>
        {count > 0 && (
          <span
            className="shrink-0 rounded-full bg-danger-soft px-1.5 font-medium text-2xs text-danger tabular-nums"
            data-testid="refused-count"
          >
            <span aria-hidden="true">
              {formatCompact(count)}
              {count === MAX_REFUSED && '+'}
            </span>
            <span className="sr-only">{told}</span>
          </span>
        )}
      </AppLink>
    </nav>
  )
}

/** One session in the list. One that was refused says why in the row: that is what people come here for. */
import { Lock, Mail, UserRound } from 'lucide-react'
import { memo } from 'react'
import type { ListedSession } from '../../../shared/model/session.ts'
import { cx } from '../../lib/cx.ts'
import { formatAbsoluteTime, formatDuration, formatShortTime } from '../../lib/format-time.ts'
import { OUTCOME_LABELS, PROTOCOL_LABELS, sessionTexts } from '../../texts/session.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { OutcomeChip } from '../../ui/outcome-chip.tsx'

interface SessionRowProps {
  session: ListedSession
  top: number
  now: number
  open: boolean
  focusable: boolean
  href: string
  onOpen: (id: string) => void
}

export const SessionRow = memo(function SessionRow({ session, top, now, open, focusable, href, onOpen }: SessionRowProps) {
  const { id, protocol, heloName, clientAddress, startedAt, endedAt, outcome, reason, messageCount, tls, authenticatedAs } =
    session
  return (
    <AppLink
      id={`session-${id}`}
      role="option"
      aria-selected={open}
      tabIndex={focusable ? 0 : -1}
      href={href}
      draggable={false}
      data-testid="session-row"
      data-id={id}
      data-outcome={outcome ?? 'running'}
      data-protocol={protocol}
      className={cx(
        'absolute inset-x-0 top-0 flex h-16 flex-col justify-center gap-0.5 px-4 text-text after:absolute after:right-0 after:bottom-0 after:left-4 after:h-px after:bg-line',
        'before:absolute before:inset-y-0 before:left-0 before:w-0.5 focus-visible:outline-1 focus-visible:outline-offset-[-1px] focus-visible:after:hidden',
        open ? 'bg-selected before:bg-accent' : 'bg-surface hover:bg-hover',
      )}
      style={{ transform: `translateY(${top}px)` }}
      onFollow={() => onOpen(id)}
    >
      <span className="flex items-center gap-2">
        {outcome ? (
          <OutcomeChip outcome={outcome}>{OUTCOME_LABELS[outcome]}</OutcomeChip>
        ) : (
          <span className="flex h-4.5 items-center gap-1.5 text-2xs text-success">
            <span className="pulse-dot size-1.5 rounded-full bg-success" aria-hidden="true" />
            {sessionTexts.running}
          </span>
        )}
        {protocol === 'smtp' ? (
          <span className={cx('min-w-0 shrink truncate', !heloName && 'text-faint italic')} dir="auto">
            {heloName || sessionTexts.unnamedClient}
          </span>
        ) : (
          <span className="shrink-0">{PROTOCOL_LABELS[protocol]}</span>
        )}
        <span className="min-w-8 shrink-[3] truncate text-faint text-xs tabular-nums">{clientAddress}</span>
        <time
          dateTime={startedAt}
          title={formatAbsoluteTime(endedAt ?? startedAt)}
          className="ml-auto shrink-0 pl-1 text-faint text-xs tabular-nums"
        >
          {formatShortTime(endedAt ?? startedAt, now)}
        </time>
      </span>
      <span className="flex items-center gap-3 text-xs">
        <span
          className={cx('min-w-0 grow truncate', outcome === 'refused' ? 'text-danger' : 'text-faint')}
          title={reason || undefined}
          dir="auto"
        >
          {reason || (endedAt && formatDuration(Date.parse(endedAt) - Date.parse(startedAt)))}
        </span>
        {tls && (
          <Lock className="size-3.5 shrink-0 text-faint" role="img" aria-label={sessionTexts.encrypted} strokeWidth={1.75} />
        )}
        {authenticatedAs !== undefined && (
          <span
            className={cx('flex min-w-0 shrink-0 items-center gap-1 text-faint', reason ? 'max-w-24' : 'max-w-3/5')}
            title={`${sessionTexts.fact.auth}: ${authenticatedAs}`}
          >
            <UserRound className="size-3.5 shrink-0" aria-hidden strokeWidth={1.75} />
            <span className="truncate">{authenticatedAs}</span>
          </span>
        )}
        {messageCount > 0 && (
          <span className="flex shrink-0 items-center gap-1 text-faint tabular-nums">
            <Mail className="size-3.5" aria-hidden strokeWidth={1.75} />
            <span aria-hidden="true">{messageCount}</span>
            <span className="sr-only">{sessionTexts.messages(messageCount)}</span>
          </span>
        )}
      </span>
    </AppLink>
  )
})

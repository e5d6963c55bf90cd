/** Who connected and how the session ended. */
import type { ReactNode } from 'react'
import type { Session, SessionOutcome } from '../../shared/model/session.ts'
import { cx } from '../lib/cx.ts'
import { formatAbsoluteTime, formatDuration } from '../lib/format-time.ts'
import { OUTCOME_LABELS, PROTOCOL_LABELS, sessionTexts } from '../texts/session.ts'
import { OutcomeChip } from './outcome-chip.tsx'

/** Why it ended so is no matter for worry where mail was read. */
const REASON_TONES = {
  refused: 'bg-danger-soft text-danger',
  aborted: 'bg-warning-soft text-warning',
  accepted: 'bg-warning-soft text-warning',
  empty: 'bg-warning-soft text-warning',
  read: 'bg-hover text-muted',
} as const satisfies Record<SessionOutcome, string>

/** `children` are more of them. */
export function SessionFacts({ session, children }: { session: Session; children?: ReactNode }) {
  const { protocol, clientAddress, heloName, tls, authenticatedAs, startedAt, endedAt, outcome, reason, lines } = session
  const { fact } = sessionTexts
  const encryption = lines.find((line) => line.tls)?.tls
  return (
    <div data-testid="session-facts">
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-4 gap-y-3">
        <Fact name={fact.outcome}>
          {outcome ? <OutcomeChip outcome={outcome}>{OUTCOME_LABELS[outcome]}</OutcomeChip> : sessionTexts.stillRunning}
        </Fact>
        <Fact name={fact.protocol}>{PROTOCOL_LABELS[protocol]}</Fact>
        <Fact name={fact.client}>{clientAddress}</Fact>
        {protocol === 'smtp' && <Fact name={fact.helo}>{heloName || <Absent>{sessionTexts.nothing}</Absent>}</Fact>}
        <Fact name={fact.tls}>
          {tls ? (
            encryption ? (
              sessionTexts.encryptedBy(encryption)
            ) : (
              sessionTexts.encrypted
            )
          ) : (
            <Absent>{sessionTexts.plain}</Absent>
          )}
        </Fact>
        <Fact name={fact.auth}>{authenticatedAs ?? <Absent>{sessionTexts.notAuthenticated}</Absent>}</Fact>
        <Fact name={fact.started}>
          <time dateTime={startedAt}>{formatAbsoluteTime(startedAt)}</time>
        </Fact>
        {endedAt && <Fact name={fact.lasted}>{formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}</Fact>}
        {children}
      </dl>
      {reason && (
        <p
          data-testid="session-reason"
          className={cx('mt-4 rounded-(--radius-control) px-3 py-2 wrap-anywhere', REASON_TONES[outcome ?? 'aborted'])}
        >
          {reason}
        </p>
      )}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-faint text-xs">{name}</dt>
      <dd className="tabular-nums wrap-anywhere">{children}</dd>
    </div>
  )
}

function Absent({ children }: { children: ReactNode }) {
  return <span className="text-faint">{children}</span>
}

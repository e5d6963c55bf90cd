/** Sessions in the database: rows to values and back, what changes them and what reads them. */
import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Database } from 'better-sqlite3'
import type { FindingCounts } from '../../../shared/model/finding.ts'
import type { SessionOutcome, SessionProtocol } from '../../../shared/model/session.ts'
import type { EndedSession, SessionLimits, SessionListAnswer, SessionListRequest } from '../store.ts'
import type { Prepare } from './reads.ts'

const ZSTD = { params: { [zlib.ZSTD_c_compressionLevel]: 1 } }
/** An ordinary dialogue is shorter, and compressing each would take as long as storing it. */
const COMPRESS_FROM_CHARACTERS = 4096
/** Sessions that one request removes at the most, so that mail gets its turn in between. */
const EXPIRE_AT_ONCE = 200

interface ListedRow {
  session_seq: number
  id: string
  protocol: string
  started_at: number
  ended_at: number
  client_address: string
  helo_name: string
  tls: number
  authenticated_as: string | null
  outcome: string
  reason: string
  message_count: number
  findings: string
}

const LISTED_COLUMNS = `session_seq, id, protocol, started_at, ended_at, client_address, helo_name, tls, authenticated_as, outcome,
  reason, message_count, findings`

interface SessionRow extends ListedRow {
  message_ids: string
  zstd: number
  transcript: Buffer
}

function fromSession({ summary: session, messageIds, transcript }: EndedSession): Omit<SessionRow, 'session_seq'> {
  const isLong = transcript.length >= COMPRESS_FROM_CHARACTERS
  return {
    id: session.id,
    protocol: session.protocol,
    started_at: Date.parse(session.startedAt),
    ended_at: Date.parse(session.endedAt),
    client_address: session.clientAddress,
    helo_name: session.heloName,
    tls: Number(session.tls),
    authenticated_as: session.authenticatedAs ?? null,
    outcome: session.outcome,
    reason: session.reason,
    message_count: session.messageCount,
    findings: JSON.stringify(session.findings),
    message_ids: JSON.stringify(messageIds),
    zstd: Number(isLong),
    transcript: isLong ? zstdCompressSync(transcript, ZSTD) : Buffer.from(transcript),
  }
}

function toListed(row: ListedRow): EndedSession['summary'] {
  return {
    id: row.id,
    protocol: row.protocol as SessionProtocol,
    clientAddress: row.client_address,
    heloName: row.helo_name,
    tls: row.tls === 1,
    ...(row.authenticated_as !== null && { authenticatedAs: row.authenticated_as }),
    startedAt: new Date(row.started_at).toISOString(),
    endedAt: new Date(row.ended_at).toISOString(),
    outcome: row.outcome as SessionOutcome,
    reason: row.reason,
    messageCount: row.message_count,
    findings: JSON.parse(row.findings) as FindingCounts,
  }
}

export function createSessionWrites(db: Database) {
  const insert = db.prepare<[Omit<SessionRow, 'session_seq'>]>(
    `insert into session (id, protocol, started_at, ended_at, client_address, helo_name, tls, authenticated_as, outcome,
       reason, message_count, findings, message_ids, zstd, transcript)
     values (:id, :protocol, :started_at, :ended_at, :client_address, :helo_name, :tls, :authenticated_as, :outcome,
       :reason, :message_count, :findings, :message_ids, :zstd, :transcript)`,
  )
  const count = db.prepare<[number, string]>('update session_count set total = total + ? where name = ?')
  const selectTotal = db.prepare<[], number>(`select coalesce(sum(total), 0) from session_count where name <> 'expired'`).pluck()
  const selectOldest = db.prepare<[number], { session_seq: number; outcome: string; ended_at: number }>(
    'select session_seq, outcome, ended_at from session order by session_seq limit ?',
  )
  const selectRead = db.prepare<[], number>(`select total from session_count where name = 'read'`).pluck()
  const removeOldestRead = db.prepare<[number]>(
    `delete from session where session_seq in (select session_seq from session where outcome = 'read' order by session_seq limit ?)`,
  )
  const removeSession = db.prepare<[number]>('delete from session where session_seq = ?')

  /** Mail clients look for mail each minute, and would push out those that brought some. */
  function expireRead({ readSessions }: SessionLimits): void {
    const excess = Math.min((selectRead.get() ?? 0) - readSessions, EXPIRE_AT_ONCE)
    if (excess <= 0) return
    removeOldestRead.run(excess)
    count.run(-excess, 'read')
    count.run(excess, 'expired')
  }

  /** @returns whether there is more to remove */
  function expire({ sessions, endedBefore }: SessionLimits): boolean {
    const excess = (selectTotal.get() ?? 0) - sessions
    const isDue = (row: { ended_at: number }, i: number) => i < excess || row.ended_at < endedBefore
    const [oldest] = selectOldest.all(1)
    if (!oldest || !isDue(oldest, 0)) return false
    const due = selectOldest.all(EXPIRE_AT_ONCE).filter(isDue)
    for (const { session_seq, outcome } of due) {
      removeSession.run(session_seq)
      count.run(-1, outcome)
    }
    count.run(due.length, 'expired')
    return due.length === EXPIRE_AT_ONCE
  }

  return {
    addSessions(sessions: EndedSession[], limits: SessionLimits): void {
      for (const session of sessions) insert.run(fromSession(session))
      for (const [outcome, added] of Map.groupBy(sessions, ({ summary }) => summary.outcome)) count.run(added.length, outcome)
      expireRead(limits)
      expire(limits)
    },

    expireSessions(limits: SessionLimits): { more: boolean; oldestEndedAt: number | undefined } {
      const more = expire(limits)
      return { more, oldestEndedAt: selectOldest.get(1)?.ended_at }
    },
  }
}

export function createSessionReads(prepared: Prepare) {
  return {
    sessions({ limit, ...asked }: SessionListRequest): SessionListAnswer {
      const given = Object.entries(asked).filter(([, value]) => value !== undefined)
      const conditions = given.map(([name]) => (name === 'before' ? 'session_seq < :before' : `${name} = :${name}`))
      const rows = prepared<[object], ListedRow>(
        `select ${LISTED_COLUMNS} from session ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
         order by session_seq desc limit :limit + 1`,
      ).all({ limit, ...Object.fromEntries(given) })
      const totals = prepared<[], { name: string; total: number }>('select name, total from session_count').all()
      const { expired = 0, ...counts } = Object.fromEntries(totals.map(({ name, total }) => [name, total]))
      return {
        sessions: rows.slice(0, limit).map((row) => ({ ...toListed(row), sessionSeq: row.session_seq })),
        more: rows.length > limit,
        counts: counts as SessionListAnswer['counts'],
        expired,
      }
    },

    session(id: string): EndedSession | undefined {
      const row = prepared<[string], SessionRow>(
        `select ${LISTED_COLUMNS}, message_ids, zstd, transcript from session where id = ?`,
      ).get(id)
      if (!row) return undefined
      return {
        summary: toListed(row),
        messageIds: JSON.parse(row.message_ids) as string[],
        transcript: (row.zstd ? zstdDecompressSync(row.transcript) : row.transcript).toString(),
      }
    },

    originOf(messageId: string): { mailbox: string; sessionId?: string | undefined } | undefined {
      const row = prepared<[string], { mailbox: string; session_id: string | null }>(
        'select mailbox.name as mailbox, session_id from message join mailbox using (mailbox_id) where id = ?',
      ).get(messageId)
      return row && { mailbox: row.mailbox, sessionId: row.session_id ?? undefined }
    },
  }
}

/**
 * Sessions, by SMTP and of mail clients: those that run are read where they are; those that have ended are written in batches, apart from the way
 * on which mail is accepted, then announced. Knows no sockets.
 */
import type { ListedSession, Session, SessionOutcome, SessionPage, SessionProtocol } from '../../shared/model/session.ts'
import { now } from '../clock.ts'
import { AppError, toAppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Log } from '../log.ts'
import { type EndedSession, packTranscript, type Store, unpackTranscript } from '../store/store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { EventHub } from './event-hub.ts'
import type { Messages, Scope } from './messages.ts'
import type { StorageWatch } from './storage-watch.ts'

/** How long ended sessions gather before they are written. */
const GATHER_MS = 50
/** After a failure that may pass and that nobody watches: another program held the database. */
const RETRY_MS = 10_000
/** Sessions in one write, so that mail gets its turn in between. */
const MAX_BATCH = 100
/** Transcripts that may wait to be written, in UTF-16 units; beyond it the oldest are given up, and that is logged. */
const MAX_UNWRITTEN_CHARACTERS = 16 * 1024 ** 2
/** Sockets close a moment after their server; a client that keeps one open is not waited for. */
const LAST_END_MS = 1000
/** A clock may be set, a machine may sleep: no timer runs longer before it looks again. */
const LONGEST_TIMER_MS = 60 * 60 * 1000

/** A session that has not ended: whoever holds it can read how far it has come. */
export interface RunningSession {
  readonly id: string
  read(): Session
}

export interface SessionPageQuery {
  outcome?: SessionOutcome | undefined
  protocol?: SessionProtocol | undefined
  before?: string | undefined
  limit: number
}

export interface SessionsDependencies {
  store: Store
  messages: Pick<Messages, 'find'>
  events: EventHub
  watch: StorageWatch
  log: Log
  limits: { sessions: number; ageMs: number }
}

export type Sessions = ReturnType<typeof createSessions>

export function createSessions({ store, messages, events, watch, log, limits }: SessionsDependencies) {
  const running = new Map<string, RunningSession>()
  /** In the order they ended. */
  const unwritten = new Map<string, EndedSession>()
  let unwrittenCharacters = 0
  let lastEnded: string | undefined
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<boolean> | undefined
  let isClosed = false
  let onNoneRunning: () => void = () => undefined
  /** Runs as long as there is a session that may grow too old. */
  let expireTimer: NodeJS.Timeout | undefined

  function schedule(delayMs: number): void {
    if (isClosed) return
    timer ??= setTimeout(async () => {
      await watch.recovered()
      timer = undefined
      void write()
    }, delayMs)
  }

  /** Writes one batch, unless one is being written. @returns false when the store did not take it */
  function write(): Promise<boolean> {
    writing ??= writeBatch().finally(() => {
      writing = undefined
    })
    return writing
  }

  async function writeBatch(): Promise<boolean> {
    const batch = [...unwritten.values()].slice(0, MAX_BATCH)
    if (batch.length === 0) return true
    try {
      await store.addSessions(batch, toKeep())
    } catch (error) {
      if (mayPass(error)) {
        // A storage at fault has said so itself.
        if (!watch.fault) log.warn({ err: error, sessions: unwritten.size }, 'could not write sessions; will try again')
        schedule(watch.fault ? 0 : RETRY_MS)
        return false
      }
      log.error({ err: error, sessions: batch.length }, 'sessions were not kept')
      for (const session of batch) forget(session)
      return true
    }
    for (const session of batch) {
      forget(session)
      events.publish({ type: 'session.ended', summary: session.summary })
    }
    // Where a timer runs there is an older one.
    if (batch[0] && expireTimer === undefined) expireAt(tooOldAt(Date.parse(batch[0].summary.endedAt)))
    if (unwritten.size > 0) schedule(unwritten.size < MAX_BATCH ? GATHER_MS : 0)
    return true
  }

  function forget({ summary, transcript }: EndedSession): void {
    if (unwritten.delete(summary.id)) unwrittenCharacters -= transcript.length
  }

  function giveUpOldest(): void {
    let givenUp = 0
    for (const session of unwritten.values()) {
      if (unwrittenCharacters <= MAX_UNWRITTEN_CHARACTERS) break
      forget(session)
      givenUp++
    }
    if (givenUp > 0) log.warn({ sessions: givenUp }, 'sessions were not kept: too many waited to be written')
  }

  const toKeep = () => ({
    ...{ sessions: limits.sessions, readSessions: LIMITS.lines.readSessions.value },
    endedBefore: now() - limits.ageMs,
  })

  /** Removes what has become too old, or too many by a new setting, and comes back when the next one is too old. */
  async function expire(): Promise<void> {
    if (isClosed) return
    try {
      const { oldestEndedAt } = await store.expireSessions(toKeep())
      if (oldestEndedAt !== undefined) expireAt(tooOldAt(oldestEndedAt))
    } catch (error) {
      if (watch.fault) {
        void watch.recovered().then(expire)
        return
      }
      log.warn({ err: error }, 'could not remove old sessions; will try again')
      expireAt(now() + LONGEST_TIMER_MS)
    }
  }

  /** A thousandth late, so that sessions that ended one by one need not go one by one. */
  const tooOldAt = (endedAt: number) => endedAt + Math.ceil(limits.ageMs * 1.001) + 1

  function expireAt(at: number): void {
    clearTimeout(expireTimer)
    if (isClosed) return
    expireTimer = setTimeout(
      () => {
        expireTimer = undefined
        if (now() < at) expireAt(at)
        else void expire()
      },
      Math.min(Math.max(at - now(), 0), LONGEST_TIMER_MS),
    )
    expireTimer.unref()
  }

  function listRunning(protocol: SessionProtocol | undefined): ListedSession[] {
    const all = [...running.values()].reverse().map((session) => toListed(session.read()))
    return protocol === undefined ? all : all.filter((session) => session.protocol === protocol)
  }

  /** Resolves when what had ended before the call is written, or cannot be. */
  async function settled(): Promise<void> {
    const last = lastEnded
    while (last !== undefined && unwritten.has(last) && !watch.fault && (await write()));
  }

  async function find(id: string): Promise<Session | undefined> {
    const session = running.get(id)?.read()
    if (session) return session
    const ended = unwritten.get(id) ?? (await store.session(id))
    if (!ended) return undefined
    return { ...ended.summary, messageIds: ended.messageIds, lines: unpackTranscript(ended.transcript) }
  }

  /** What has been deleted may have been anywhere, and so may what is not named any more. */
  async function isOnlyOf({ messageIds, messageCount }: Session, mailbox: string | undefined): Promise<boolean> {
    if (mailbox === undefined) return true
    if (messageIds.length === 0 || messageIds.length < messageCount) return false
    for (const id of messageIds) if ((await store.originOf(id))?.mailbox !== mailbox) return false
    return true
  }

  return {
    began(session: RunningSession): void {
      running.set(session.id, session)
    },

    /** Takes the last reading of it. */
    ended(session: RunningSession): void {
      running.delete(session.id)
      const last = session.read()
      const summary = { ...toListed(last), endedAt: last.endedAt ?? '', outcome: last.outcome ?? ('empty' as const) }
      const ended: EndedSession = { summary, messageIds: last.messageIds, transcript: packTranscript(last.lines) }
      unwritten.set(session.id, ended)
      unwrittenCharacters += ended.transcript.length
      lastEnded = session.id
      if (unwrittenCharacters > MAX_UNWRITTEN_CHARACTERS) giveUpOldest()
      schedule(GATHER_MS)
      if (running.size === 0) onNoneRunning()
    },

    async list({ outcome, protocol, before, limit }: SessionPageQuery): Promise<SessionPage> {
      const beforeSeq = before === undefined ? undefined : decodeCursor(store.databaseId, before, 'sessions')
      await settled()
      const { sessions, more, counts, expired } = await store.sessions({ outcome, protocol, before: beforeSeq, limit })
      const last = more ? sessions.at(-1) : undefined
      const withRunning = outcome === undefined && before === undefined
      return {
        sessions: sessions.map(({ sessionSeq: _internal, ...listed }) => listed),
        ...(last && { next: encodeCursor(store.databaseId, last.sessionSeq, 'sessions') }),
        running: withRunning ? listRunning(protocol) : [],
        counts,
        expired,
      }
    },

    /** @param onlyOf a mailbox: found only when all that it brought went there */
    async get(id: string, onlyOf?: string): Promise<Session> {
      const session = await find(id)
      if (!session || !(await isOnlyOf(session, onlyOf))) throw new AppError('not_found', `There is no session ${id}. ${KEPT}`)
      return session
    },

    /** Waits for no parser: who brought a message is known with its 250. */
    async ofMessage(id: string, { onlyOf, ...scope }: Scope & { onlyOf?: string | undefined }): Promise<Session> {
      const { mailbox } = scope
      const origin =
        id === 'latest'
          ? await messages.find(id, scope).then((latest) => ({ mailbox: latest.mailbox, sessionId: latest.session?.id }))
          : await store.originOf(id)
      if (!origin || (mailbox !== undefined && origin.mailbox !== mailbox))
        throw new AppError(
          'not_found',
          `There is no message ${id}${mailbox === undefined ? '' : ` in mailbox ${mailbox}`}; it may have been deleted`,
        )
      if (origin.sessionId === undefined)
        throw new AppError('not_found', `Message ${id} did not come by SMTP, so no session brought it`)
      const session = await find(origin.sessionId)
      if (!session) throw new AppError('not_found', `The session that brought message ${id} is gone. ${KEPT}`)
      if (!(await isOnlyOf(session, onlyOf)))
        throw new AppError('not_found', `The session that brought message ${id} is not of the mailbox ${onlyOf} alone`)
      return session
    },

    expire,

    /** Call when no new session can begin. */
    async close(): Promise<void> {
      if (running.size > 0)
        await new Promise<void>((resolve) => {
          onNoneRunning = resolve
          setTimeout(resolve, LAST_END_MS).unref()
        })
      isClosed = true
      clearTimeout(timer)
      clearTimeout(expireTimer)
      while (unwritten.size > 0 && (await write()));
      if (unwritten.size > 0)
        log.warn({ sessions: unwritten.size }, 'sessions were not kept: nothing could be stored up to the end')
    },
  }
}

const KEPT =
  'Sessions are kept by count and age (--max-sessions, --max-session-age), and one that ran when Mailmitt was killed is lost.'

/** A batch that the database itself cannot take would be refused again, and hold up those behind it. */
function mayPass(error: unknown): boolean {
  return ['insufficient_storage', 'unavailable'].includes(toAppError(error).code)
}

function toListed({ messageIds: _ids, lines: _lines, ...listed }: Session): ListedSession {
  return listed
}

/** Why a wait ended without what it waited for: the reason is the answer. */
import type { Message } from '../../shared/model/message.ts'
import type { ListedSession } from '../../shared/model/session.ts'
import type { NearMiss, NoMatch, UnexpectedMatch } from '../../shared/model/wait.ts'
import { printQuery } from '../../shared/search/print.ts'
import { now } from '../clock.ts'
import { AppError } from '../errors.ts'
import type { ListRequest, Store, StoredSummary } from '../store/store.ts'
import { actualValue } from './actual-value.ts'
import type { Ingest } from './ingest.ts'
import type { Messages } from './messages.ts'
import type { Sessions } from './sessions.ts'
import { createSharing } from './share.ts'
import type { WaitQuery } from './wait-query.ts'

const MAX_ARRIVED = 1000
/** Of what arrived, the newest are looked at clause by clause. */
const MAX_COMPARED = 30
const MAX_NEAR_MISSES = 5
const MAX_BEFORE = 10
const MAX_REFUSED = 10
/** A test mails first and waits then: what was refused so long before the wait may be what it waits for. */
const REFUSED_BEFORE_MS = 60_000

type Members<P> = Omit<P, 'type' | 'title' | 'status' | 'detail' | 'code' | 'errors'>

interface Waited {
  asked: WaitQuery
  count: number
  waitedMs: number
}

export interface Disappointment extends Waited {
  mailbox: string | undefined
  since: number | undefined
  /** What arrived later than this `seq` could have been it. */
  arrivedAfter: number
  matched: readonly StoredSummary[]
  evicted: number
}

export interface ExplainerDependencies {
  store: Store
  ingest: Ingest
  messages: Pick<Messages, 'get'>
  sessions: Pick<Sessions, 'list'>
}

export function createExplainer({ store, ingest, messages, sessions }: ExplainerDependencies) {
  // A suite that fails as a whole asks hundreds of times at once for the same.
  const shareArrived = createSharing<StoredSummary[]>()
  const shareRefused = createSharing<ListedSession[]>()
  const shareLast = createSharing<StoredSummary | undefined>()

  async function find(
    request: Pick<ListRequest, 'mailbox' | 'upTo' | 'after'> & { query: WaitQuery['query'] },
    most: number,
  ): Promise<StoredSummary[]> {
    const found: StoredSummary[] = []
    for await (const group of store.search(request)) {
      found.push(...group)
      if (found.length >= most) break
    }
    return found.slice(0, most)
  }

  /** Asks each clause alone. */
  async function nearMisses(arrived: readonly StoredSummary[], { clauses }: WaitQuery): Promise<NearMiss[]> {
    if (clauses.length === 0 || arrived.length === 0) return []
    const conditions = clauses.map((query) => ({ query }))
    const answers = await store.match({ conditions, candidates: arrived.map(({ id }) => ({ id })) })
    const best = answers
      .filter((answer) => answer !== undefined)
      .filter(({ meets }) => meets.length < clauses.length)
      .sort((a, b) => b.meets.length - a.meets.length || b.summary.seq - a.summary.seq)
      .slice(0, MAX_NEAR_MISSES)
    const told: NearMiss[] = []
    for (const { meets, summary } of best) {
      let whole: Promise<Message> | undefined
      const read = () => (whole ??= messages.get(summary.id))
      const missed: NearMiss['missed'] = []
      for (const [at, clause] of clauses.entries())
        if (!meets.includes(at))
          missed.push({ clause: printQuery(clause), actual: await actualValue(clause, summary, read).catch(() => '') })
      told.push({ ...shown(summary), matched: meets.map((at) => printQuery(clauses[at] ?? { type: 'all' })), missed })
    }
    return told
  }

  /** In what still runs, and in what has ended. */
  async function refusedSessions(): Promise<ListedSession[]> {
    const { running } = await sessions.list({ limit: 1 })
    const { sessions: ended } = await sessions.list({ outcome: 'refused', limit: MAX_REFUSED })
    return [...running.filter(({ reason }) => reason !== ''), ...ended]
  }

  async function refusals(since: number | undefined, waitedMs: number): Promise<NoMatch['refused']> {
    const newest = async (upTo: number) => (await store.list({ upTo, offset: 0, limit: 1 })).messages[0]
    const last = since === undefined ? undefined : await shareLast(String(since), () => newest(since))
    const earliest = Math.max(now() - waitedMs - REFUSED_BEFORE_MS, last?.receivedAt ?? 0)
    return (await shareRefused('', refusedSessions))
      .filter(({ endedAt }) => endedAt === undefined || Date.parse(endedAt) >= earliest)
      .slice(0, MAX_REFUSED)
      .map(({ id, reason }) => ({ sessionId: id, reason }))
  }

  /** @returns `no_match` */
  return async (wait: Disappointment): Promise<AppError> => {
    const { asked, mailbox, since, arrivedAfter, matched, waitedMs, evicted } = wait
    const upTo = await ingest.settled()
    const { counted, query } = asked
    const arrived = await shareArrived(JSON.stringify([counted, mailbox, arrivedAfter, upTo]), () =>
      find({ query: counted, mailbox, after: arrivedAfter, upTo }, MAX_ARRIVED),
    )
    const before = since === undefined ? [] : await find({ query, mailbox, upTo: since }, MAX_BEFORE)
    const mayBeElsewhere = mailbox !== undefined && arrived.length === 0 && asked.clauses.length > 0
    const elsewhere = mayBeElsewhere ? await find({ query, after: arrivedAfter, upTo }, MAX_NEAR_MISSES) : []
    const members: Members<NoMatch> = {
      ...{ waitedMs, query: asked.text, matched: matched.map(({ id }) => id), arrived: arrived.length },
      nearMisses: [
        ...elsewhere.map((message) => misplaced(message, asked, mailbox ?? '')),
        ...(await nearMisses(arrived.slice(0, MAX_COMPARED), asked)),
      ].slice(0, MAX_NEAR_MISSES),
      refused: await refusals(since, waitedMs),
      before: before.map(({ id }) => id),
      evicted,
    }
    return new AppError('no_match', tell(wait, members), { details: members })
  }
}

/** @param offender matches, and should not have come */
export function unexpectedMatch({ asked, count, waitedMs, offender }: Waited & { offender: StoredSummary }): AppError {
  const details: Members<UnexpectedMatch> = { waitedMs, query: asked.text, offender: shown(offender) }
  const expected = count === 0 ? 'none was to come' : `${count} ${count === 1 ? 'was' : 'were'} to come`
  return new AppError('unexpected_match', `“${offender.subject}” (${offender.id}) matches, and ${expected}`, { details })
}

/** It is what was waited for, but for its mailbox. */
function misplaced(message: StoredSummary, { clauses }: WaitQuery, mailbox: string): NearMiss {
  const clause = `mailbox:${mailbox}`
  return { ...shown(message), matched: clauses.map(printQuery), missed: [{ clause, actual: message.mailbox }] }
}

function shown({ id, mailbox, subject, receivedAt }: StoredSummary): UnexpectedMatch['offender'] {
  return { id, mailbox, subject, receivedAt: new Date(receivedAt).toISOString() }
}

function tell(
  { count, mailbox }: Disappointment,
  { waitedMs, matched, arrived, nearMisses, refused, before, evicted }: Members<NoMatch>,
): string {
  const messages = (some: number) => (some === 1 ? '1 message' : `${some} messages`)
  const where = mailbox === undefined ? '' : ` in mailbox ${mailbox}`
  const time = `${Number((waitedMs / 1000).toFixed(1))} s`
  const [best] = nearMisses
  const [refusal] = refused
  const sentences = [
    matched.length > 0
      ? `${matched.length} of ${count} messages matched${where} in ${time}`
      : arrived === 0
        ? `No message arrived${where} in ${time}`
        : `${messages(arrived)} arrived${where}, ${arrived === 1 ? 'and did not match' : 'none matched'}`,
  ]
  if (best) sentences[0] += `: ${tellNearMiss(best)}`
  if (before.length > 0)
    sentences.push(`${messages(before.length)} that ${before.length === 1 ? 'matches' : 'match'} came before \`since\``)
  if (refusal) sentences.push(`SMTP refused mail: ${refusal.reason.replace(/\.$/, '')}`)
  if (evicted > 0) sentences.push(`Retention removed ${messages(evicted)} meanwhile`)
  return `${sentences.join('. ')}.`
}

function tellNearMiss({ matched, missed }: NearMiss): string {
  const missing = missed.map(({ clause, actual }) => `\`${clause}\` did not (${actual === '' ? 'nothing there' : `"${actual}"`})`)
  return [...(matched.length > 0 ? [`${matched.map((clause) => `\`${clause}\``).join(', ')} matched`] : []), ...missing].join(
    ', ',
  )
}

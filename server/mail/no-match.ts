/** Why a wait ended without what it waited for: the reason is the answer. */
import type { Message } from '../../shared/model/message.ts'
import type { ListedSession } from '../../shared/model/session.ts'
import type { NearMiss, NoMatch, UnexpectedMatch } from '../../shared/model/wait.ts'
import { printQuery } from '../../shared/search/print.ts'
import { now } from '../clock.ts'
import { AppError } from '../errors.ts'
import type { NewestRequest, Store, StoredSummary } from '../store/store.ts'
import { actualValue } from './actual-value.ts'
import { createComparison } from './compare.ts'
import type { Ingest } from './ingest.ts'
import type { Messages } from './messages.ts'
import type { Sessions } from './sessions.ts'
import { createGathering, createSharing } from './share.ts'
import { keyOf } from './standing-conditions.ts'
import type { WaitQuery } from './wait-query.ts'

const MAX_ARRIVED = 1000
/** Of what arrived or is there, the newest are looked at clause by clause. */
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
  /** Only of this mailbox may be spoken. */
  isConfined: boolean
}

/** What counts as having arrived. */
interface Scope {
  counted: WaitQuery['counted']
  mailbox: string | undefined
  after: number
  upTo: number
}

export interface ExplainerDependencies {
  store: Store
  ingest: Ingest
  messages: Pick<Messages, 'get'>
  sessions: Pick<Sessions, 'list'>
}

export function createExplainer({ store, ingest, messages, sessions }: ExplainerDependencies) {
  // A suite that fails as a whole asks hundreds of times at once, and much of it for the same.
  const findArrived = createGathering(async (asked: readonly Scope[]) => {
    const widest = new Map<string, NewestRequest>()
    for (const { counted: query, mailbox, ...scope } of asked) {
      const key = keyOf({ query, mailbox })
      const { after, upTo } = widest.get(key) ?? scope
      const range = { after: Math.min(after, scope.after), upTo: Math.max(upTo, scope.upTo) }
      widest.set(key, { query, mailbox, ...range, most: MAX_ARRIVED })
    }
    const answers = await store.newest([...widest.values()])
    const arrived = new Map([...widest.keys()].map((key, at) => [key, answers[at] ?? []]))
    return asked.map(({ counted, mailbox, after, upTo }) =>
      (arrived.get(keyOf({ query: counted, mailbox })) ?? []).filter(({ seq }) => seq > after && seq <= upTo),
    )
  })
  const findNewest = createGathering((asked: readonly NewestRequest[]) => store.newest(asked))
  const compare = createGathering(createComparison(store))
  const findRefused = createGathering(async (asked: readonly undefined[]) => {
    const refused = await refusedSessions()
    return asked.map(() => refused)
  })
  const shareThere = createSharing<StoredSummary[]>()
  const shareLast = createSharing<StoredSummary | undefined>()
  const shareRead = createSharing<Message>()

  async function nearMisses(arrived: readonly StoredSummary[], { clauses }: WaitQuery): Promise<NearMiss[]> {
    if (clauses.length === 0 || arrived.length === 0) return []
    const best = (await compare({ clauses, ids: arrived.map(({ id }) => id) }))
      .filter(({ meets }) => meets.length < clauses.length)
      .sort((a, b) => b.meets.length - a.meets.length || b.summary.seq - a.summary.seq)
      .slice(0, MAX_NEAR_MISSES)
    const told: NearMiss[] = []
    for (const { meets, summary } of best) {
      const read = () => shareRead(summary.id, () => messages.get(summary.id))
      const missed: NearMiss['missed'] = []
      for (const [at, clause] of clauses.entries())
        if (!meets.includes(at))
          missed.push({ clause: printQuery(clause), actual: await actualValue(clause, summary, read).catch(() => '') })
      told.push({ ...shown(summary), matched: meets.map((at) => printQuery(clauses[at] ?? { type: 'all' })), missed })
    }
    return told
  }

  /** The newest that were there when the wait began, and counted: without a cursor each of them could have been it. */
  async function findThere({ asked, mailbox, since, arrivedAfter }: Disappointment): Promise<StoredSummary[]> {
    if (since !== undefined) return []
    const search = { query: asked.counted, mailbox, after: 0, upTo: arrivedAfter, most: MAX_COMPARED }
    return shareThere(`${arrivedAfter} ${keyOf(search)}`, () => findNewest(search))
  }

  /** In what still runs, and in what has ended. */
  async function refusedSessions(): Promise<ListedSession[]> {
    const { running } = await sessions.list({ protocol: 'smtp', limit: 1 })
    const { sessions: ended } = await sessions.list({ outcome: 'refused', protocol: 'smtp', limit: MAX_REFUSED })
    return [...running.filter(({ reason }) => reason !== ''), ...ended]
  }

  async function refusals(since: number | undefined, waitedMs: number): Promise<NoMatch['refused']> {
    const refused = await findRefused(undefined)
    if (refused.length === 0) return []
    const newest = async (upTo: number) => (await store.list({ upTo, offset: 0, limit: 1 })).messages[0]
    const last = since === undefined ? undefined : await shareLast(String(since), () => newest(since))
    const earliest = Math.max(now() - waitedMs - REFUSED_BEFORE_MS, last?.receivedAt ?? 0)
    return refused
      .filter(({ endedAt }) => endedAt === undefined || Date.parse(endedAt) >= earliest)
      .slice(0, MAX_REFUSED)
      .map(({ id, reason }) => ({ sessionId: id, reason }))
  }

  /** @returns `no_match` */
  return async (wait: Disappointment): Promise<AppError> => {
    const { asked, mailbox, since, arrivedAfter, matched, waitedMs, evicted, isConfined } = wait
    const upTo = await ingest.settled()
    const { counted, query } = asked
    const [arrived, there] = await Promise.all([findArrived({ counted, mailbox, after: arrivedAfter, upTo }), findThere(wait)])
    const mayBeElsewhere = !isConfined && mailbox !== undefined && arrived.length === 0 && asked.clauses.length > 0
    const [before, elsewhere, near, refused] = await Promise.all([
      since === undefined ? [] : findNewest({ query, mailbox, after: 0, upTo: since, most: MAX_BEFORE }),
      mayBeElsewhere ? findNewest({ query, after: arrivedAfter, upTo, most: MAX_NEAR_MISSES }) : [],
      nearMisses([...arrived, ...there].slice(0, MAX_COMPARED), asked),
      isConfined ? [] : refusals(since, waitedMs),
    ])
    const misplaced = elsewhere.map((message) => inOtherMailbox(message, asked, mailbox ?? ''))
    const members: Members<NoMatch> = {
      ...{ waitedMs, query: asked.text, matched: matched.map(({ id }) => id), arrived: arrived.length },
      nearMisses: [...misplaced, ...near].slice(0, MAX_NEAR_MISSES),
      refused,
      before: before.map(({ id }) => id),
      evicted,
    }
    const seen = { ...wait, there: misplaced.length > 0 ? 0 : there.length }
    return new AppError('no_match', tell(seen, members), { details: members })
  }
}

/** @param offender matches, and should not have come */
export function unexpectedMatch({ asked, count, waitedMs, offender }: Waited & { offender: StoredSummary }): AppError {
  const details: Members<UnexpectedMatch> = { waitedMs, query: asked.text, offender: shown(offender) }
  const expected = count === 0 ? 'none was to come' : `${count} ${count === 1 ? 'was' : 'were'} to come`
  return new AppError('unexpected_match', `“${offender.subject}” (${offender.id}) matches, and ${expected}`, { details })
}

/** It is what was waited for, but for its mailbox. */
function inOtherMailbox(message: StoredSummary, { clauses }: WaitQuery, mailbox: string): NearMiss {
  const clause = `mailbox:${mailbox}`
  return { ...shown(message), matched: clauses.map(printQuery), missed: [{ clause, actual: message.mailbox }] }
}

function shown({ id, mailbox, subject, receivedAt }: StoredSummary): UnexpectedMatch['offender'] {
  return { id, mailbox, subject, receivedAt: new Date(receivedAt).toISOString() }
}

function tell(
  { count, mailbox, there }: Disappointment & { there: number },
  { waitedMs, matched, arrived, nearMisses, refused, before, evicted }: Members<NoMatch>,
): string {
  const messages = (some: number) => (some === 1 ? '1 message' : `${some} messages`)
  const where = mailbox === undefined ? '' : ` in mailbox ${mailbox}`
  const time = `${Number((waitedMs / 1000).toFixed(1))} s`
  const came = arrived === 0 ? `No message arrived${where} in ${time}` : `${messages(arrived)} arrived${where}`
  const [best] = nearMisses
  const [refusal] = refused
  const sentences = [
    matched.length > 0
      ? `${matched.length} of ${count} messages matched${where} in ${time}`
      : came + tellThere(there) + tellNoneMatched(arrived, there),
  ]
  if (best) sentences[0] += `: ${tellNearMiss(best)}`
  if (before.length > 0)
    sentences.push(`${messages(before.length)} that ${before.length === 1 ? 'matches' : 'match'} came before \`since\``)
  if (refusal) sentences.push(`SMTP refused mail: ${refusal.reason.replace(/\.$/, '')}`)
  if (evicted > 0) sentences.push(`Retention removed ${messages(evicted)} meanwhile`)
  return `${sentences.join('. ')}.`
}

function tellThere(there: number): string {
  if (there === 0) return ''
  return there === 1
    ? ' besides the one that was there'
    : ` besides ${there < MAX_COMPARED ? `the ${there}` : 'those'} that were there`
}

function tellNoneMatched(arrived: number, there: number): string {
  if (arrived + there === 0) return ''
  if (arrived + there > 1) return ', none matched'
  return arrived === 1 ? ', and did not match' : ', which does not match'
}

function tellNearMiss({ matched, missed }: NearMiss): string {
  const missing = missed.map(({ clause, actual }) => `\`${clause}\` did not (${actual === '' ? 'nothing there' : `"${actual}"`})`)
  return [...(matched.length > 0 ? [`${matched.map((clause) => `\`${clause}\``).join(', ')} matched`] : []), ...missing].join(
    ', ',
  )
}

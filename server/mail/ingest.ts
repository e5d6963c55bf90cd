/**
 * The way in. A message is acknowledged once the store has committed it, then parsed and made ready strictly in order of
 * arrival, so that a cursor never passes one that is not ready. Knows no protocol.
 */
import type { Envelope, EnvelopeParameters } from '../../shared/model/envelope.ts'
import type { MessageOrigin } from '../../shared/model/message.ts'
import type { SessionSummary } from '../../shared/model/session.ts'
import type { TagRule } from '../../shared/model/tag.ts'
import { newId, now, ticks } from '../clock.ts'
import { AppError, toAppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Log } from '../log.ts'
import { release } from '../memory.ts'
import type {
  Flags,
  MadeReady,
  MailDataHandle,
  MailDataWriter,
  ParsedMessage,
  PendingMessage,
  Store,
  StoredFinding,
} from '../store/store.ts'
import { envelopeMessage } from './envelope-message.ts'
import type { EventHub } from './event-hub.ts'
import { finding } from './findings.ts'
import type { Parser } from './parser.ts'
import type { Retention } from './retention.ts'
import type { Router } from './routing.ts'
import type { StorageWatch } from './storage-watch.ts'
import { arrivalSummary } from './summary.ts'

/** Acknowledged messages that may wait for their parser; more, and senders wait for their 250. */
const MAX_BACKLOG = LIMITS.program.unparsed.value
/** Mail data kept in memory for the parser; what comes beyond is read back from the store. */
const MAX_BACKLOG_OCTETS = LIMITS.program.unparsedOctets.value
/** Handed to the parser before it asks, so that its thread never waits for this one. */
const PARSE_AHEAD = 4
const PARSE_AHEAD_OCTETS = 4 * 1024 ** 2
/** So many messages awaiting their commit at once are a burst: parsing then lets it pass, as long as nobody could notice. */
const BURST_APPENDS = 3
/** A burst has passed when this long there was none. */
const BURST_PAUSE_MS = 20
/** What a burst may leave unparsed: all of it is still in memory, and no sender waits for room. */
const MAX_RESTING = 500
const MAX_RESTING_OCTETS = 12 * 1024 ** 2
const UNTAGGED = { rules: [], allowsField: false }
/** Put where they are by a mail client, which knows what mailboxes there are. */
const FILED: ReadonlySet<MessageOrigin> = new Set(['append', 'copy'])
/** Messages made ready in one commit. */
const MAX_BATCH = 64

export interface Transaction {
  origin: MessageOrigin
  envelope: Envelope
  parameters: EnvelopeParameters
  session?: SessionSummary | undefined
  /** When the sender names it outright; else it is routed. */
  mailbox?: string | undefined
  mailData: MailDataHandle
  /** Start of the mail data, at least its header section where that is not huge; only looked at when no mailbox is named. */
  head: Uint8Array
  /** Absent: now. */
  receivedAt?: number | undefined
  flags?: Flags | undefined
  tags?: readonly string[] | undefined
  /** The message whose mail data this is. */
  copyOf?: number | undefined
}

export interface Ingest {
  openMailData(): MailDataWriter
  /** Resolves once envelope and octets are committed. @throws {AppError} `insufficient_storage`, `too_large` */
  accept(transaction: Transaction): Promise<{ id: string; seq: number }>
  /**
   * Resolves when everything acknowledged before the call is ready.
   * @returns the newest `seq` that is ready
   * @throws {AppError} `unavailable` as soon as it is clear that this takes until the storage can be written again
   */
  settled(): Promise<number>
  /** For what is parsed from now on: those in force, in their order. */
  useTagRules(rules: readonly TagRule[]): void
  readonly counters: { accepted: number; broken: number }
  /** Parses what an earlier process acknowledged and did not get to. Call once, before listeners start. */
  recover(): Promise<void>
  close(): Promise<void>
}

interface Pending extends PendingMessage {
  /** The mail data, when there was room to keep it. */
  small?: Uint8Array<ArrayBuffer> | undefined
  /** Of its routing; not known any more of one that an earlier process acknowledged. */
  routingFinding?: StoredFinding | undefined
}

interface Parsing {
  pending: PendingMessage
  parsed: Promise<ParsedMessage>
}

interface Parsed {
  pending: PendingMessage
  message: ParsedMessage
}

interface Committed extends Pick<MadeReady, 'tags' | 'mailboxes'> {
  ready: Parsed[]
}

export interface IngestDependencies {
  store: Store
  parser: Parser
  route: Router
  retention: Retention
  watch: StorageWatch
  events: EventHub
  /** Whether mail may bring tags in its X-Tags field. */
  allowsTagsField: boolean
  log: Log
}

export function createIngest({
  store,
  parser,
  route,
  retention,
  watch,
  events,
  allowsTagsField,
  log,
}: IngestDependencies): Ingest {
  const backlog: Pending[] = []
  let backlogOctets = 0
  /** Acknowledged and not ready. */
  let unready = 0
  let acknowledgedSeq = store.lastSeq
  let readySeq = store.lastSeq
  let working: Promise<void> | undefined
  const waiting: { seq: number; resolve: (readySeq: number) => void; reject: (error: AppError) => void }[] = []
  const roomWanted: (() => void)[] = []
  const counters = { accepted: 0, broken: 0 }
  let tagRules: readonly TagRule[] = []
  /** Octets of messages that wait for the parser. */
  let unparsedOctets = 0
  /** Why nothing becomes ready, while that is so. */
  let blocked: AppError | undefined
  const closing = Promise.withResolvers<void>()
  let closed = false
  /** Messages on their way into the store. */
  let appending = 0
  let burstAt = Number.NEGATIVE_INFINITY
  let endRest: (() => void) | undefined

  async function accept({ head, mailbox: named, ...transaction }: Transaction): Promise<{ id: string; seq: number }> {
    const { sizeOctets } = transaction.mailData
    const isFiled = named !== undefined && FILED.has(transaction.origin)
    const { mailbox, finding: routingFinding } = isFiled
      ? { mailbox: named, finding: undefined }
      : await route({ ...transaction, head, mailbox: named })
    retention.admit(mailbox, sizeOctets)
    while (unready >= MAX_BACKLOG || (unready > 0 && !retention.hasRoom(unparsedOctets + sizeOctets))) {
      if (blocked) throw blocked
      await new Promise<void>((resolve) => roomWanted.push(resolve))
    }
    const arrival = { id: newId(), receivedAt: transaction.receivedAt ?? now(), mailbox }
    if (++appending >= BURST_APPENDS) burstAt = ticks()
    const { seq, small } = await store.append({ ...transaction, ...arrival }).finally(() => appending--)
    counters.accepted++
    acknowledgedSeq = Math.max(acknowledgedSeq, seq)
    const { origin, envelope, parameters, mailData } = transaction
    const sessionId = transaction.session?.id
    enqueue({
      ...arrival,
      seq,
      origin,
      envelope,
      parameters,
      mailDataId: mailData.id,
      sizeOctets,
      sessionId,
      small,
      routingFinding,
    })
    return { id: arrival.id, seq }
  }

  function enqueue({ small, ...pending }: Pending): void {
    const fits = small && backlogOctets + small.length <= MAX_BACKLOG_OCTETS
    if (fits) backlogOctets += small.length
    else if (small) release(small)
    backlog.push({ ...pending, ...(fits && { small }) })
    unready++
    unparsedOctets += pending.sizeOctets
    working ??= work()
  }

  /** A reader, or somebody who follows events, would see that messages become ready late. */
  function mayRest(): boolean {
    if (backlog.length >= MAX_RESTING || backlogOctets >= MAX_RESTING_OCTETS || waiting.length > 0 || events.isFollowed || closed)
      return false
    return ticks() - burstAt < BURST_PAUSE_MS
  }

  async function rest(): Promise<void> {
    while (mayRest()) {
      await new Promise<void>((resolve) => {
        const pause = setTimeout(resolve, BURST_PAUSE_MS)
        endRest = () => {
          clearTimeout(pause)
          resolve()
        }
      })
    }
    endRest = undefined
  }

  function startParsing({ small, routingFinding, ...pending }: Pending): Parsing {
    const { envelope, parameters, receivedAt, mailDataId, sizeOctets } = pending
    const { seq: _seq, mailDataId: _mailDataId, parameters: _parameters, ...arrival } = pending
    const hasSmtpUtf8 = parameters.mail.some(({ keyword }) => keyword.toUpperCase() === 'SMTPUTF8')
    let kept = small
    backlogOctets -= small?.length ?? 0
    const load = async () => {
      const octets = kept ?? (await readAll(mailDataId, sizeOctets))
      kept = undefined
      return octets
    }
    // A copy has the tags of its original already: those it lost are not given again.
    const tagging = pending.origin === 'copy' ? UNTAGGED : { rules: tagRules, allowsField: allowsTagsField }
    const parsed = parser
      .parse({
        ...{ envelope, arrival: { receivedAt, hasSmtpUtf8 }, sizeOctets, load },
        tagging: { ...tagging, arrival },
      })
      .catch((error: unknown) =>
        envelopeMessage(envelope, finding('mail-data-unreadable', `It could not be parsed: ${toAppError(error).message}`)),
      )
    return { pending, parsed: routingFinding ? parsed.then((message) => withFinding(message, routingFinding)) : parsed }
  }

  /** Parses in order, commits in batches while the next are being parsed. */
  async function work(): Promise<void> {
    const ahead: Parsing[] = []
    let aheadOctets = 0
    let batch: Parsed[] = []
    let committing: Promise<void> | undefined
    try {
      for (;;) {
        for (let next = backlog[0]; next && ahead.length < PARSE_AHEAD && !mayRest(); next = backlog[0]) {
          if (ahead.length > 0 && aheadOctets + next.sizeOctets > PARSE_AHEAD_OCTETS) break
          backlog.shift()
          aheadOctets += next.sizeOctets
          ahead.push(startParsing(next))
        }
        const first = ahead.shift()
        if (first) {
          const { pending, parsed } = first
          batch.push({ pending, message: await parsed })
          aheadOctets -= pending.sizeOctets
          unparsedOctets -= pending.sizeOctets
          const isMoreComing = ahead.length > 0 || (backlog.length > 0 && !mayRest())
          if (isMoreComing && batch.length < MAX_BATCH && committing !== undefined) continue
        }
        if (batch.length > 0) {
          await committing
          const full = batch
          batch = []
          committing = makeReady(full).finally(() => {
            committing = undefined
          })
          // A rejection is seen by the await above or below; without this, it would count as unhandled in between.
          committing.catch(() => undefined)
        } else if (backlog.length > 0) await rest()
        else break
      }
      await committing
      working = undefined
      if (backlog.length > 0) working = work()
    } catch (error) {
      // Told to stop while the storage cannot be written. Anything else is a bug: better the process ends than readers wait for ever.
      if (!closed) throw error
    }
  }

  /** Does not give up: a storage that cannot be written is waited for, a message that cannot be stored as parsed is stored as broken. */
  async function commit(parsed: Parsed[]): Promise<Committed> {
    for (let batch = parsed; ; ) {
      try {
        const { seqs, tags, mailboxes } = await store.makeReady(
          batch.map(({ pending, message }) => ({ seq: pending.seq, message })),
        )
        const isReady = new Set(seqs)
        return { ready: batch.filter(({ pending }) => isReady.has(pending.seq)), tags, mailboxes }
      } catch (error) {
        const fault = toAppError(error)
        const [first, ...others] = batch
        if (fault.code === 'internal' && first && others.length > 0) {
          const answers = [await commit([first]), await commit(others)]
          return {
            ready: answers.flatMap(({ ready }) => ready),
            tags: new Map(answers.flatMap(({ tags }) => [...tags])),
            mailboxes: answers.flatMap(({ mailboxes }) => mailboxes),
          }
        }
        if (fault.code === 'internal' && first?.message.state === 'ready') {
          log.error({ err: fault.cause }, 'a message could not be stored as it was parsed; it is kept as broken')
          const why = finding('parser-result-refused', 'The database refused it')
          batch = [{ ...first, message: envelopeMessage(first.pending.envelope, why) }]
          continue
        }
        await waitForStorage(fault)
        if (closed) throw fault
      }
    }
  }

  /** Whoever waits for what cannot become ready is told why. */
  async function waitForStorage(fault: AppError): Promise<void> {
    watch.failed(fault)
    blocked = fault
    for (const { reject } of waiting.splice(0)) reject(notVisible(fault))
    for (const proceed of roomWanted.splice(0)) proceed()
    await Promise.race([watch.recovered(), closing.promise])
    blocked = undefined
  }

  function notVisible({ message }: AppError): AppError {
    return new AppError(
      'unavailable',
      `${unready} acknowledged ${unready === 1 ? 'message is' : 'messages are'} safe but cannot be shown yet. ${message}`,
    )
  }

  async function makeReady(batch: Parsed[]): Promise<void> {
    const { ready, tags, mailboxes } = await commit(batch)
    readySeq = batch.at(-1)?.pending.seq ?? readySeq
    unready -= batch.length
    for (const { pending, message } of ready) {
      if (message.state === 'broken') counters.broken++
      events.publish({
        type: 'message.added',
        message: arrivalSummary(pending, message, tags.get(pending.seq) ?? [], store.databaseId),
      })
    }
    events.touched(ready.map(({ pending }) => pending.seq))
    events.publishCounts(mailboxes)
    retention.changed(mailboxes, readySeq)
    while (waiting[0] && waiting[0].seq <= readySeq) waiting.shift()?.resolve(readySeq)
    for (const proceed of roomWanted.splice(0)) proceed()
  }

  async function readAll(mailDataId: number, sizeOctets: number): Promise<Uint8Array<ArrayBuffer>> {
    let octets: Uint8Array<ArrayBuffer> | undefined
    let offset = 0
    for await (const piece of store.readMailData(mailDataId, 0, sizeOctets)) {
      const { buffer } = piece
      if (buffer instanceof ArrayBuffer && buffer.byteLength === sizeOctets) return new Uint8Array(buffer)
      octets ??= new Uint8Array(sizeOctets)
      octets.set(piece, offset)
      offset += piece.length
    }
    return octets ?? new Uint8Array()
  }

  return {
    openMailData: () => store.openMailData(),
    accept,
    counters,
    useTagRules(rules) {
      tagRules = rules
    },
    settled() {
      if (readySeq >= acknowledgedSeq) return Promise.resolve(readySeq)
      if (blocked) return Promise.reject(notVisible(blocked))
      return new Promise((resolve, reject) => {
        waiting.push({ seq: acknowledgedSeq, resolve, reject })
        endRest?.()
      })
    },
    async recover() {
      const found: PendingMessage[] = []
      for (;;) {
        const more = await store.pending(found.at(-1)?.seq ?? 0, MAX_BACKLOG)
        found.push(...more)
        if (more.length < MAX_BACKLOG) break
      }
      if (found.length === 0) return
      log.info({ messages: found.length }, 'parsing messages that an earlier run had kept but not parsed')
      readySeq = (found[0]?.seq ?? 1) - 1
      acknowledgedSeq = found.at(-1)?.seq ?? acknowledgedSeq
      for (const pending of found) enqueue(pending)
    },
    async close() {
      closed = true
      closing.resolve()
      endRest?.()
      await working
      await parser.close()
    },
  }
}

function withFinding(message: ParsedMessage, found: StoredFinding): ParsedMessage {
  const features = new Set(message.features).add('finding')
  return { ...message, findings: [...message.findings, found], features: [...features] }
}

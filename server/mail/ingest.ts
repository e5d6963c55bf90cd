/**
 * The way in. A message is acknowledged once the store has committed it, then parsed and made ready strictly in order of
 * arrival, so that a cursor never passes one that is not ready. Knows no protocol.
 */
import type { Envelope, EnvelopeParameters } from '../../shared/model/envelope.ts'
import type { MessageOrigin } from '../../shared/model/message.ts'
import type { SessionSummary } from '../../shared/model/session.ts'
import { newId, now } from '../clock.ts'
import type { Log } from '../log.ts'
import type { MailDataHandle, MailDataWriter, ParsedMessage, PendingMessage, Store } from '../store/store.ts'
import type { EventHub } from './event-hub.ts'
import { findBodyOffset, splitFields } from './header-section.ts'
import { routeToMailbox } from './mailbox.ts'
import type { Parser } from './parser.ts'
import { toMessageSummary } from './summary.ts'

/** Acknowledged messages that wait for their parser; more, and senders wait for their 250. */
const MAX_BACKLOG = 1000
/** Mail data kept in memory for the parser; what comes beyond is read back from the store. */
const MAX_BACKLOG_OCTETS = 64 * 1024 ** 2
/** Messages made ready in one commit. */
const MAX_BATCH = 64
/** Of a message, as much is looked at to route it. */
const ROUTING_OCTETS = 64 * 1024

export interface Transaction {
  origin: MessageOrigin
  envelope: Envelope
  parameters: EnvelopeParameters
  session?: SessionSummary | undefined
  /** When the sender names it outright; else it is routed. */
  mailbox?: string | undefined
  mailData: MailDataHandle
  /** Start of the mail data, at least its header section where that is not huge. */
  head: Uint8Array
}

export interface Ingest {
  openMailData(): MailDataWriter
  /** Resolves once envelope and octets are committed. @throws {AppError} `insufficient_storage` */
  accept(transaction: Transaction): Promise<{ id: string; seq: number }>
  /** Resolves when everything acknowledged before the call is ready. @returns the newest `seq` that is ready */
  settled(): Promise<number>
  readonly counters: { accepted: number; broken: number }
  /** Parses what an earlier process acknowledged and did not get to. Call once, before listeners start. */
  recover(): Promise<void>
  close(): Promise<void>
}

interface Pending {
  seq: number
  envelope: Envelope
  mailData: Pick<MailDataHandle, 'id' | 'sizeOctets' | 'small'>
}

export function createIngest({
  store,
  parser,
  events,
  log,
}: {
  store: Store
  parser: Parser
  events: EventHub
  log: Log
}): Ingest {
  const backlog: Pending[] = []
  let backlogOctets = 0
  let acknowledgedSeq = store.lastSeq
  let readySeq = store.lastSeq
  let working: Promise<void> | undefined
  const waiting: { seq: number; resolve: (readySeq: number) => void }[] = []
  const roomWanted: (() => void)[] = []
  const counters = { accepted: 0, broken: 0 }
  let failed: Error | undefined

  async function accept({ head, mailbox, ...transaction }: Transaction): Promise<{ id: string; seq: number }> {
    while (backlog.length >= MAX_BACKLOG) await new Promise<void>((resolve) => roomWanted.push(resolve))
    const id = newId()
    const { seq } = await store.append({
      ...transaction,
      id,
      receivedAt: now(),
      mailbox: mailbox ?? routeToMailbox({ fields: headerFields(head), authenticatedAs: transaction.session?.authenticatedAs }),
    })
    counters.accepted++
    acknowledgedSeq = Math.max(acknowledgedSeq, seq)
    enqueue({ seq, envelope: transaction.envelope, mailData: transaction.mailData })
    return { id, seq }
  }

  function enqueue({ seq, envelope, mailData }: Pending): void {
    const octets = mailData.small?.length ?? 0
    const fits = backlogOctets + octets <= MAX_BACKLOG_OCTETS
    if (fits) backlogOctets += octets
    backlog.push({ seq, envelope, mailData: fits ? mailData : { ...mailData, small: undefined } })
    working ??= work()
  }

  /** Parses one by one, commits in batches while the next is being parsed. */
  async function work(): Promise<void> {
    let batch: { seq: number; message: ParsedMessage }[] = []
    let committing: Promise<void> | undefined
    try {
      for (let next = backlog[0]; next; next = backlog[0]) {
        const mailData = next.mailData.small ?? (await readAll(next.mailData))
        batch.push({ seq: next.seq, message: await parser.parse({ mailData, envelope: next.envelope }) })
        backlog.shift()
        backlogOctets -= next.mailData.small?.length ?? 0
        if (batch.length < MAX_BATCH && committing !== undefined && backlog.length > 0) continue
        await committing
        const full = batch
        batch = []
        committing = makeReady(full).finally(() => {
          committing = undefined
        })
        // A rejection is seen by the await above or below; without this, it would count as unhandled in between.
        committing.catch(() => undefined)
      }
      await committing
      working = undefined
      if (backlog.length > 0) working = work()
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error))
      log.fatal({ err: error }, 'messages can no longer be made ready; they are safe, and are parsed at the next start')
    }
  }

  async function makeReady(batch: { seq: number; message: ParsedMessage }[]): Promise<void> {
    const { messages, mailboxes } = await store.makeReady(batch)
    readySeq = batch.at(-1)?.seq ?? readySeq
    for (const { message } of batch) if (message.state === 'broken') counters.broken++
    for (const message of messages)
      events.publish({ type: 'message.added', message: toMessageSummary(message, store.databaseId) })
    events.publishCounts(mailboxes)
    while (waiting[0] && waiting[0].seq <= readySeq) waiting.shift()?.resolve(readySeq)
    for (const proceed of roomWanted.splice(0)) proceed()
  }

  async function readAll({ id, sizeOctets }: Pending['mailData']): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    for await (const piece of store.readMailData(id, 0, sizeOctets)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  return {
    openMailData: () => store.openMailData(),
    accept,
    counters,
    settled() {
      if (failed) return Promise.reject(failed)
      if (readySeq >= acknowledgedSeq) return Promise.resolve(readySeq)
      return new Promise((resolve) => waiting.push({ seq: acknowledgedSeq, resolve }))
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
      for (const { seq, envelope, mailDataId, sizeOctets } of found)
        enqueue({ seq, envelope, mailData: { id: mailDataId, sizeOctets, small: undefined } })
    },
    async close() {
      await working
      await parser.close()
    },
  }
}

function headerFields(head: Uint8Array) {
  const start = head.subarray(0, ROUTING_OCTETS)
  return splitFields(start.subarray(0, findBodyOffset(start, 0, start.length)))
}

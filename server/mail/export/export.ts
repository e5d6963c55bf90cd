/**
 * Messages as one stream of octets, the oldest first. One message is read after the other while somebody takes it, so memory does
 * not grow with the mailbox, nor in `zip` and `mbox` with a message.
 */
import type { ExportFormat } from '../../../shared/model/export.ts'
import { AppError } from '../../errors.ts'
import type { Store, StoredMessage, StoredSummary } from '../../store/store.ts'
import type { Ingest } from '../ingest.ts'
import { canonicalMailbox } from '../mailbox.ts'
import type { Messages, Scope } from '../messages.ts'
import { readSearch } from '../search.ts'
import { toFileName } from './file-name.ts'
import { writeMbox } from './mbox.ts'
import { writeZip } from './zip.ts'

export interface ExportDependencies {
  store: Store
  ingest: Ingest
  messages: Messages
}

export type ExportMessages = ReturnType<typeof createExport>

interface FoundMessage {
  message: StoredSummary
  octets: AsyncIterable<Uint8Array>
}

export function createExport({ store, ingest, messages }: ExportDependencies) {
  async function* find(scope: Scope): AsyncGenerator<StoredSummary> {
    const query = readSearch(scope) ?? { type: 'all' }
    const mailbox = scope.mailbox === undefined ? undefined : canonicalMailbox(scope.mailbox)
    const upTo = await ingest.settled()
    for await (const found of store.search({ query, mailbox, upTo, oldestFirst: true })) yield* found
  }

  /** What has been deleted meanwhile is left out. */
  async function* findOctets(scope: Scope): AsyncGenerator<FoundMessage> {
    for await (const summary of find(scope)) {
      const stored = await store.get(summary.id).catch(ifDamaged)
      if (stored) yield { message: stored === 'damaged' ? summary : stored, octets: readOctets(summary, stored) }
    }
  }

  /** In place of what cannot be read at all stands a mail that says so; an export that ended there would keep back all the others. */
  async function* readOctets(summary: StoredSummary, stored: StoredMessage | 'damaged'): AsyncGenerator<Uint8Array> {
    if (stored === 'damaged') return yield standIn(summary)
    const octets = store.readMailData(stored.mailDataId, 0, stored.sizeOctets)[Symbol.asyncIterator]()
    const first = await octets.next().catch(ifDamaged)
    if (first === undefined || first === 'damaged') return yield standIn(summary)
    if (first.done) return
    yield first.value
    yield* { [Symbol.asyncIterator]: () => octets }
  }

  async function* writeLines(scope: Scope): AsyncGenerator<Uint8Array> {
    for await (const { id } of find(scope)) {
      const message = await messages.get(id).catch(ifDamaged)
      if (message === 'damaged') yield Buffer.from(`${JSON.stringify({ id, damaged: true })}\n`)
      else if (message) yield Buffer.from(`${JSON.stringify(message)}\n`)
    }
  }

  /**
   * Reads as it is iterated; what was found ends with what had been acknowledged when that began.
   *
   * @throws {AppError} as the first step of the iteration; later ones break it off
   */
  return function exportMessages(format: ExportFormat, scope: Scope): AsyncIterable<Uint8Array> {
    if (format === 'ndjson') return writeLines(scope)
    return format === 'mbox' ? writeMbox(toMboxEntries(findOctets(scope))) : writeZip(toZipEntries(findOctets(scope)))
  }
}

async function* toMboxEntries(found: AsyncIterable<FoundMessage>) {
  for await (const { message, octets } of found)
    yield { reversePath: message.envelope.reversePath, receivedAt: message.receivedAt, octets }
}

async function* toZipEntries(found: AsyncIterable<FoundMessage>) {
  for await (const { message, octets } of found) yield { path: toPath(message), modifiedAt: message.receivedAt, octets }
}

/** `default/2026-03-01 09.30.00 Your code 0k3f….eml`: sorts by time, and the id keeps it apart from all others. */
function toPath({ mailbox, receivedAt, subject, id }: StoredSummary): string {
  const time = new Date(receivedAt).toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.')
  return `${toFileName(mailbox, 'mailbox')}/${time} ${toFileName(subject, 'no subject')} ${id}.eml`
}

function standIn({ id }: StoredSummary): Uint8Array {
  return Buffer.from(
    `X-Mailmitt-Damaged: ${id}\r\nSubject: Message ${id} is damaged\r\n\r\nIts octets cannot be read from the database of Mailmitt.\r\n`,
  )
}

/** @returns undefined when it is gone */
function ifDamaged(error: unknown): 'damaged' | undefined {
  if (error instanceof AppError && error.code === 'damaged') return 'damaged'
  if (error instanceof AppError && error.code === 'not_found') return undefined
  throw error
}

/**
 * Messages as one stream of octets, the oldest first. One message is read after the other while somebody takes it, so memory does
 * not grow with the mailbox, nor in `zip` and `mbox` with a message.
 */
import type { ExportFormat } from '../../../shared/model/export.ts'
import type { Query, Term } from '../../../shared/search/query.ts'
import { AppError } from '../../errors.ts'
import type { Store, StoredSummary } from '../../store/store.ts'
import type { Ingest } from '../ingest.ts'
import { canonicalMailbox } from '../mailbox.ts'
import type { Messages, Scope } from '../messages.ts'
import { readSearch } from '../search.ts'
import { joinPieces } from './blocks.ts'
import { toFileName } from './file-name.ts'
import { type MboxEntry, writeMbox } from './mbox.ts'
import { writeZip, type ZipEntry } from './zip.ts'

export interface ExportDependencies {
  store: Store
  ingest: Ingest
  messages: Messages
}

export type ExportMessages = ReturnType<typeof createExport>

export interface ExportScope extends Scope {
  /** Of what the scope holds, only these. */
  ids?: readonly string[] | undefined
}

interface Wanted {
  query: Query
  mailbox: string | undefined
}

interface FoundMessage {
  message: StoredSummary
  octets: AsyncIterable<Uint8Array>
}

export function createExport({ store, ingest, messages }: ExportDependencies) {
  async function* find(wanted: Wanted): AsyncGenerator<StoredSummary> {
    const upTo = await ingest.settled()
    for await (const found of store.search({ ...wanted, upTo, oldestFirst: true })) yield* found
  }

  /** What has been deleted since it was found is left out. */
  async function* findOctets(wanted: Wanted): AsyncGenerator<FoundMessage> {
    for await (const message of find(wanted)) {
      const pieces = store.readMailData(message.mailDataId, 0, message.sizeOctets)[Symbol.asyncIterator]()
      const first = await pieces.next().catch(ifDamaged)
      if (first) yield { message, octets: readOn(message.id, first, pieces) }
    }
  }

  async function* toMboxEntries(wanted: Wanted): AsyncGenerator<MboxEntry> {
    for await (const { message, octets } of findOctets(wanted))
      yield { reversePath: message.envelope.reversePath, receivedAt: message.receivedAt, octets }
  }

  async function* toZipEntries(wanted: Wanted): AsyncGenerator<ZipEntry> {
    for await (const { message, octets } of findOctets(wanted))
      yield { path: toPath(message), modifiedAt: message.receivedAt, octets }
  }

  async function* writeLines(wanted: Wanted): AsyncGenerator<Uint8Array> {
    for await (const { id } of find(wanted)) {
      const message = await messages.get(id).catch(ifDamaged)
      if (message === 'damaged') yield Buffer.from(`${JSON.stringify({ id, damaged: true })}\n`)
      else if (message) yield Buffer.from(`${JSON.stringify(message)}\n`)
    }
  }

  const writers = {
    zip: (wanted) => writeZip(toZipEntries(wanted)),
    mbox: (wanted) => writeMbox(toMboxEntries(wanted)),
    ndjson: writeLines,
  } satisfies Record<ExportFormat, (wanted: Wanted) => AsyncIterable<Uint8Array>>

  /**
   * Reads as it is iterated; what was found ends with what had been acknowledged when that began.
   *
   * @throws {AppError} `invalid` at once; what fails as the first step of the iteration can still be told, what fails later breaks it off
   */
  return function exportMessages(format: ExportFormat, { ids, ...scope }: ExportScope): AsyncIterable<Uint8Array> {
    const mailbox = scope.mailbox === undefined ? undefined : canonicalMailbox(scope.mailbox)
    const asked = readSearch(scope)
    const these = ids && anyOf(ids)
    const query: Query = asked && these ? { type: 'and', of: [asked, these] } : (asked ?? these ?? { type: 'all' })
    return joinPieces(writers[format]({ query, mailbox }))
  }
}

function anyOf(ids: readonly string[]): Query {
  return {
    type: 'or',
    of: ids.map((value): Term => {
      const clause = { kind: 'exact', field: 'id', value } as const
      return { type: 'term', field: 'id', value, quoted: true, start: 0, end: 0, clause }
    }),
  }
}

/** `default/2026-03-01 09.30.00 Your code 0k3f….eml`: sorts by time, and the id keeps it apart from all others. */
function toPath({ mailbox, receivedAt, subject, id }: StoredSummary): string {
  const time = new Date(receivedAt).toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.')
  return `${toFileName(mailbox, 'mailbox')}/${time} ${toFileName(subject, 'no subject')} ${id}.eml`
}

/** In place of what cannot be read stand words that say so; an export that ended there would keep back all the others. */
async function* readOn(
  id: string,
  first: IteratorResult<Uint8Array> | 'damaged',
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first === 'damaged') return yield standIn(id)
  try {
    for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value
  } catch (error) {
    ifDamaged(error)
    yield MISSING_REST
  }
}

const MISSING_REST = Buffer.from(
  '\r\n\r\nThe rest of this message is damaged in the database of Mailmitt, or was deleted meanwhile.\r\n',
)

function standIn(id: string): Uint8Array {
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

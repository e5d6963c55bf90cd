/** The Store on SQLite: one writer thread and one reader thread, so that a slow read never delays mail. */
import { AppError } from '../../errors.ts'
import { CHUNK_OCTETS, type MailDataHandle, type MailDataWriter, type MatchAnswer, type Store } from '../store.ts'
import { createBulk, REMOVAL_OCTETS } from './bulk.ts'
import { createCheckpointer } from './checkpointer.ts'
import { createConditionSender } from './conditions.ts'
import { damagedMailData } from './damage.ts'
import { countFacets } from './facet-counts.ts'
import { findAmong } from './find-among.ts'
import { findNewest } from './find-newest.ts'
import { type DatabaseChoice, locateDatabase } from './locate.ts'
import type { Reads } from './reads.ts'
import type { Slice } from './search.ts'
import { searchMessages } from './search-messages.ts'
import { unpackView } from './views.ts'
import { startWorker, type WorkerClient } from './worker-client.ts'
import type { Writes } from './writes.ts'

/** Chunks on their way to the writer; who has more waits, and so does their sender. */
const MAX_CHUNKS_IN_FLIGHT = 8

/** Of a search: what one group takes in memory does not depend on how much is found. */
const MAX_GROUP = 256

/** No message's: what is written to see whether writing works. */
const PROBE_MAIL_DATA_ID = 0
const PROBE_OCTETS = 256 * 1024

/**
 * @throws {AppError} when the file cannot be used: held by another process, newer than this program, not writable
 */
export async function openSqliteStore(choice: DatabaseChoice): Promise<Store> {
  const { path, committing, persistent, warning, discard } = locateDatabase(choice)
  let writer: WorkerClient<Writes & Reads>
  try {
    writer = await startWorker({ path, role: 'writer', committing })
  } catch (error) {
    discard()
    throw toOpenError(error, path)
  }
  const checkpointer = createCheckpointer({ path, role: 'checkpointer', committing })
  /** Starts with the first read: until then its thread would only take memory, and time of the start. */
  let reader: Promise<WorkerClient<Reads>> | undefined
  const conditionSender = createConditionSender()
  let closed = false
  const faultListeners: ((fault: AppError) => void)[] = []
  const write: typeof writer.call = (method, ...args) => watched(writer.call(method, ...args))
  const read: WorkerClient<Reads>['call'] = async (method, ...args) => {
    if (closed) throw new AppError('unavailable', 'The database is closed')
    reader ??= startWorker<Reads>({ path, role: 'reader', committing }).catch((error: unknown) => {
      reader = undefined
      throw toOpenError(error, path)
    })
    return (await reader).call(method, ...args)
  }
  let lastMailDataId = writer.opened.lastMailDataId

  let chunksInFlight = 0
  const chunkWaiting: (() => void)[] = []

  function openMailData(): MailDataWriter {
    const id = ++lastMailDataId
    let held: Uint8Array[] = []
    let heldOctets = 0
    let sizeOctets = 0
    let chunks = 0

    async function flush(): Promise<void> {
      while (chunksInFlight >= MAX_CHUNKS_IN_FLIGHT) await new Promise<void>((resolve) => chunkWaiting.push(resolve))
      chunksInFlight++
      const chunk = joinUnpooled(held, heldOctets)
      held = []
      heldOctets = 0
      try {
        await watched(writer.lend([chunk.buffer], 'writeChunk', id, chunks++, chunk))
      } finally {
        chunksInFlight--
        chunkWaiting.shift()?.()
      }
    }
    return {
      async write(octets) {
        sizeOctets += octets.length
        for (let rest = octets; rest.length > 0; ) {
          if (heldOctets === CHUNK_OCTETS) await flush()
          const piece = rest.subarray(0, CHUNK_OCTETS - heldOctets)
          held.push(piece)
          heldOctets += piece.length
          rest = rest.subarray(piece.length)
        }
      },
      async finish(): Promise<MailDataHandle> {
        if (chunks === 0) return { id, sizeOctets, small: joinUnpooled(held, heldOctets) }
        await flush()
        return { id, sizeOctets, small: undefined }
      },
      async abandon() {
        held = []
        if (chunks > 0) await drop(id)
      },
    }
  }

  /** Mail data that could not be dropped is tried again when writing works: else it would take its space until the next start. */
  const undropped = new Set<number>()
  async function drop(mailDataId: number): Promise<void> {
    undropped.add(mailDataId)
    await write('dropMailData', mailDataId)
    undropped.delete(mailDataId)
  }

  async function watched<T>(writing: Promise<T>): Promise<T> {
    try {
      return await writing
    } catch (error) {
      if (error instanceof AppError && error.code === 'insufficient_storage') for (const tell of faultListeners) tell(error)
      throw error
    }
  }

  return {
    databaseId: writer.opened.databaseId,
    secret: writer.opened.secret,
    lastSeq: writer.opened.lastSeq,
    persistent,
    warning,
    openMailData,
    append: (message) => {
      const { small } = message.mailData
      checkpointer.written(message.mailData.sizeOctets)
      return small ? watched(writer.lend([small.buffer], 'append', message)) : write('append', message)
    },
    makeReady: (parsed) => write('makeReady', [...parsed]),
    // Asked at the start, when there is no reader yet and nothing to write.
    pending: (after, limit) => writer.call('pending', after, limit),
    list: (request) => (request.query ? searchMessages(request, request.query, read) : read('list', request)),
    async *search({ query, mailbox, upTo, after = 0, oldestFirst = false }) {
      for (let next: number | undefined = oldestFirst ? after + 1 : upTo; next !== undefined; ) {
        const slice: Slice = await read('searchSlice', {
          ...{ query, mailbox, oldestFirst, ...(oldestFirst ? { first: next, last: upTo } : { first: after + 1, last: next }) },
          ...{ skip: 0, take: MAX_GROUP, count: MAX_GROUP },
        })
        if (slice.messages.length > 0) yield slice.messages
        const last = slice.messages[MAX_GROUP - 1]
        next = last ? last.seq + (oldestFirst ? 1 : -1) : slice.resume
      }
    },
    newest: (searches) => findNewest(searches, read),
    facets: (request) => countFacets(request, read),
    get: (key) => read('get', key),
    async match({ conditions, candidates }) {
      const answers: (MatchAnswer | undefined)[] = []
      try {
        while (answers.length < candidates.length) {
          const left = candidates.slice(answers.length)
          answers.push(...(await read('matchSlice', { conditions: conditionSender.number(conditions), candidates: left })))
        }
        return answers
      } catch (error) {
        conditionSender.forget()
        throw error
      }
    },
    ...createBulk({ write, read, written: checkpointer.written }),
    mailboxes: () => read('mailboxes'),
    mailboxCounts: () => writer.call('mailboxCounts'),
    view: async (view, only) => unpackView(await read('packedView', { view, only })),
    viewStatus: (view) => read('viewStatus', { view }),
    find: (request) => findAmong(request, (slice) => read('findSlice', slice)),
    dateFieldsOf: (seqs) => read('dateFieldsOf', [...seqs]),
    attachedTextOf: (seqs) => read('attachedTextOf', [...seqs]),
    tagsOf: (seqs) => read('tagsOf', [...seqs]),
    idsOf: (seqs) => read('idsOf', [...seqs]),
    folders: () => read('folders'),
    putFolder: (folder) => write('putFolder', folder),
    setSubscribed: (name, isSubscribed) => write('setSubscribed', name, isSubscribed),
    renameFolder: (name, newName) => write('renameFolder', name, newName),
    removeFolder: (name) => write('removeFolder', name),
    tags: (mailbox) => read('tags', mailbox),
    tagRules: () => writer.call('tagRules'),
    putTagRule: (rule) => write('putTagRule', rule),
    removeTagRule: (id) => write('removeTagRule', id),
    async *readMailData(mailDataId, start, end) {
      for (let offset = start; offset < end; ) {
        const ordinal = Math.floor(offset / CHUNK_OCTETS)
        const chunk = await read('mailDataChunk', mailDataId, ordinal)
        if (!chunk) throw new AppError('not_found', 'The message was deleted while it was read')
        const from = offset - ordinal * CHUNK_OCTETS
        const piece = chunk.subarray(from, from + end - offset)
        if (piece.length === 0) throw damagedMailData()
        offset += piece.length
        yield piece
      }
    },
    async evict(request) {
      const answer = await write('evict', request)
      checkpointer.written(answer.ids.length * REMOVAL_OCTETS)
      return answer
    },
    onWriteFault: (listener) => void faultListeners.push(listener),
    async probe() {
      for (const mailDataId of undropped) await drop(mailDataId)
      await write('probe', PROBE_MAIL_DATA_ID, new Uint8Array(PROBE_OCTETS))
      await drop(PROBE_MAIL_DATA_ID)
    },
    addSessions: (sessions, limits) => write('addSessions', [...sessions], limits),
    async expireSessions(limits) {
      for (;;) {
        const { more, oldestEndedAt } = await write('expireSessions', limits)
        if (!more) return { oldestEndedAt }
      }
    },
    sessions: (request) => read('sessions', request),
    session: (id) => read('session', id),
    originOf: (messageId) => read('originOf', messageId),
    async close() {
      closed = true
      // The last to close folds the write-ahead log into the file, and a reader cannot.
      await (await reader?.catch(() => undefined))?.close()
      await checkpointer.close()
      await writer.close()
      discard()
    },
  }
}

/** Its memory is its own, unlike that of Node's small buffers: it can be handed from thread to thread. */
function joinUnpooled(pieces: readonly Uint8Array[], octets: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(octets)
  let offset = 0
  for (const piece of pieces) {
    joined.set(piece, offset)
    offset += piece.length
  }
  return joined
}

function toOpenError(error: unknown, path: string): AppError {
  if (error instanceof AppError && error.code === 'conflict') return error
  const cause = error instanceof AppError ? (error.cause ?? error) : error
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new AppError('conflict', `Cannot open the database ${path}: ${reason}; choose another file with --database`, {
    cause: error,
  })
}

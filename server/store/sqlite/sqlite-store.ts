/** The Store on SQLite: one writer thread and one reader thread, so that a slow read never delays mail. */
import { AppError } from '../../errors.ts'
import { CHUNK_OCTETS, type MailboxCounts, type MailDataHandle, type MailDataWriter, type Store } from '../store.ts'
import { locateDatabase } from './locate.ts'
import type { Reads } from './reads.ts'
import { startWorker, type WorkerClient } from './worker-client.ts'
import type { Writes } from './writes.ts'

/**
 * @param database a file's path, or `:memory:` for a private one that is gone at close
 * @throws {AppError} when the file cannot be used: held by another process, newer than this program, not writable
 */
export async function openSqliteStore(database: string): Promise<Store> {
  const { path, synchronous, persistent, discard } = locateDatabase(database)
  let writer: WorkerClient<Writes> | undefined
  let reader: WorkerClient<Reads>
  try {
    writer = await startWorker<Writes>({ path, role: 'writer', synchronous })
    reader = await startWorker<Reads>({ path, role: 'reader', synchronous })
  } catch (error) {
    await writer?.close()
    discard()
    throw toOpenError(error, path)
  }
  const write = writer.call
  const read = reader.call
  let lastMailDataId = writer.opened.lastMailDataId

  function openMailData(): MailDataWriter {
    const id = ++lastMailDataId
    let held: Uint8Array[] = []
    let heldOctets = 0
    let sizeOctets = 0
    let chunks = 0

    async function flush(): Promise<void> {
      // A copy: a view would take all of the memory it is cut from along to the other thread.
      const chunk = Buffer.concat(held, heldOctets)
      held = []
      heldOctets = 0
      await write('writeChunk', id, chunks++, chunk)
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
        if (chunks === 0) return { id, sizeOctets, small: Buffer.concat(held, heldOctets) }
        await flush()
        return { id, sizeOctets, small: undefined }
      },
      async abandon() {
        held = []
        if (chunks > 0) await write('dropMailData', id)
      },
    }
  }

  return {
    databaseId: writer.opened.databaseId,
    lastSeq: writer.opened.lastSeq,
    persistent,
    openMailData,
    append: (message) => write('append', message),
    makeReady: (parsed) => write('makeReady', [...parsed]),
    pending: (after, limit) => read('pending', after, limit),
    list: (request) => read('list', request),
    get: (id) => read('get', id),
    mailboxes: () => read('mailboxes'),
    setFlags: (selection, flags) => write('setFlags', selection, flags),
    async *readMailData(mailDataId, start, end) {
      for (let offset = start; offset < end; ) {
        const ordinal = Math.floor(offset / CHUNK_OCTETS)
        const chunk = await read('mailDataChunk', mailDataId, ordinal)
        if (!chunk) throw new AppError('not_found', 'The message was deleted while it was read')
        const from = offset - ordinal * CHUNK_OCTETS
        const piece = chunk.subarray(from, from + end - offset)
        if (piece.length === 0) return
        offset += piece.length
        yield piece
      }
    },
    async remove(selection) {
      let removed = 0
      const ids: string[] = []
      const mailboxes = new Map<string, MailboxCounts>()
      for (;;) {
        const slice = await write('remove', selection)
        removed += slice.removed
        ids.push(...slice.ids)
        for (const counts of slice.mailboxes) mailboxes.set(counts.name, counts)
        if (!slice.more) return { removed, ids, mailboxes: [...mailboxes.values()] }
      }
    },
    async close() {
      // The last to close folds the write-ahead log into the file, and a reader cannot.
      await reader.close()
      await writer.close()
      discard()
    },
  }
}

function toOpenError(error: unknown, path: string): AppError {
  if (error instanceof AppError && error.code === 'conflict') return error
  const cause = error instanceof AppError ? (error.cause ?? error) : error
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new AppError('conflict', `Cannot open the database ${path}: ${reason}; choose another file with --database`, {
    cause: error,
  })
}

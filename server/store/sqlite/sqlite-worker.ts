/**
 * A thread of the store: the one writer, or a reader. The writer runs all requests that have queued up while the last
 * transaction was committing in one new transaction (group commit), and answers only after its commit.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { newSecret, now } from '../../clock.ts'
import { AppError } from '../../errors.ts'
import { toWireError } from './faults.ts'
import { UID_VALIDITY } from './folders.ts'
import { holdDatabase } from './hold.ts'
import { checkOwner, migrate } from './migrate.ts'
import { openCheckpointer, openReader, openWriter } from './open.ts'
import { createReads } from './reads.ts'
import { createVacuum } from './vacuum.ts'
import type { Checkpoints, Opened, Operations, Reply, Request, WireError, WorkerSetup } from './worker-protocol.ts'
import { createWrites, type Writes } from './writes.ts'

/** Bounds the length of one transaction, and so how long the first request in it waits. */
const REQUESTS_PER_COMMIT = 256
/** Requests after which there are free pages. */
const FREEING = new Set(['remove', 'evict', 'dropMailData', 'expireSessions'])

const port = parentPort
if (!port) throw new Error('runs as a worker thread only')
const { path, role, committing } = workerData as WorkerSetup

try {
  if (role === 'writer') startWriter()
  else if (role === 'reader') startAnswering(openReader(path), createReads)
  else startAnswering(openCheckpointer(path, committing), createCheckpoints)
} catch (error) {
  port.postMessage({ failed: toOpenFailure(error) } satisfies Opened)
  port.close()
}

function startWriter(): void {
  checkOwner(path)
  const letGo = holdDatabase(path)
  let db: Database
  let writes: Writes
  try {
    db = openWriter(path, committing)
    migrate(db, path)
    writes = createWrites(db)
    writes.dropUnfinished()
  } catch (error) {
    letGo()
    throw error
  }
  const operations = { ...createReads(db), ...writes }
  const vacuum = createVacuum(db)
  const guard = db.transaction((run: () => unknown) => run())
  const commit = db.transaction((requests: Request[]) =>
    requests.map((request) => {
      const reply = answer(operations, request, guard)
      // A full disk makes SQLite roll back the whole transaction by itself: no later request may start one of its own.
      if (!db.inTransaction)
        throw new AppError(reply.error?.code ?? 'internal', reply.error?.message ?? 'The transaction was rolled back')
      return reply
    }),
  )

  port?.on('message', (first: Request | 'close') => {
    const requests: Request[] = []
    let next: Request | 'close' | undefined = first
    while (next !== undefined && next !== 'close') {
      requests.push(next)
      next = requests.length < REQUESTS_PER_COMMIT ? receiveMessageOnPort(port)?.message : undefined
    }
    if (requests.length > 0) {
      // Where the disk was full the journal holds what the file had no room for, and keeps that much room from it.
      if (requests.some(({ method }) => method === 'probe')) vacuum.emptyJournal()
      const replies = commitAll(requests)
      port.postMessage(replies, replies.flatMap(lentBuffers))
    }
    vacuum.worked({ freed: requests.some(({ method }) => FREEING.has(method)) })
    if (next === 'close') close()
  })
  port?.postMessage({ opened: facts(db) } satisfies Opened)

  function commitAll(requests: Request[]): Reply[] {
    try {
      return commit.immediate(requests)
    } catch (error) {
      // The commit itself failed: nothing of this batch is kept, and everyone is told.
      writes.rolledBack()
      return requests.map(({ id }) => ({ id, error: toWireError(error, { role }) }))
    }
  }

  function close(): void {
    vacuum.stop()
    db.close()
    letGo()
    port?.close()
  }
}

/** Answers one request after the other. */
function startAnswering(db: Database, createOperations: (db: Database) => Operations): void {
  const operations = createOperations(db)
  port?.on('message', (request: Request | 'close') => {
    if (request !== 'close') {
      const reply = answer(operations, request, (run) => run())
      return port.postMessage([reply], lentBuffers(reply))
    }
    db.close()
    port.close()
  })
  port?.postMessage({ opened: facts(db) } satisfies Opened)
}

/** Works the journal into the file while the writer goes on: that waits for the disk. */
function createCheckpoints(db: Database): Checkpoints {
  return { checkpoint: () => void db.pragma('wal_checkpoint(passive)') }
}

/** Runs one request; its failure is its own and, under the savepoint that `guard` sets, leaves no trace in the batch. */
function answer(operations: Operations, { id, method, args }: Request, guard: (run: () => unknown) => unknown): Reply {
  try {
    const operation = operations[method] as (...args: unknown[]) => unknown
    return { id, result: guard(() => operation(...args)) }
  } catch (error) {
    return { id, error: toWireError(error, { role }) }
  }
}

/** What was lent to `append` goes back the way it came; mail data and views that were read are given away. */
function lentBuffers({ result }: Reply): ArrayBuffer[] {
  if (result instanceof Uint8Array) return [result.buffer as ArrayBuffer]
  const { small, numbers } = (result ?? {}) as { small?: Uint8Array<ArrayBuffer>; numbers?: Float64Array<ArrayBuffer> }
  return [small, numbers].flatMap((lent) => (lent ? [lent.buffer] : []))
}

function facts(db: Database): NonNullable<Opened['opened']> {
  if (role === 'writer') {
    db.prepare(`insert into setting values ('database_id', ?), ('secret', ?), ('${UID_VALIDITY}', ?) on conflict do nothing`).run(
      ...[newSecret(6), newSecret()],
      // Of two databases under one address, the later one has the higher number (RFC 9051 §2.3.1.1).
      String(Math.floor(now() / 1000)),
    )
  }
  const find = db.prepare('select value from setting where name = ?').pluck()
  return {
    databaseId: String(find.get('database_id')),
    secret: String(find.get('secret')),
    lastSeq: Number(db.prepare(`select seq from sqlite_sequence where name = 'message'`).pluck().get() ?? 0),
    lastMailDataId: Number(db.prepare('select max(mail_data_id) from mail_data').pluck().get() ?? 0),
  }
}

/** What kept the file from being opened, as SQLite says it: nothing has been read or damaged yet. */
function toOpenFailure(error: unknown): WireError {
  if (error instanceof AppError) return toWireError(error, { role })
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message: error instanceof Error && 'code' in error ? `${message} (${String(error.code)})` : message }
}

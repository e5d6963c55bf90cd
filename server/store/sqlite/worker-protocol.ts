/** What the store's threads and the socket thread say to each other. */
import type { ErrorCode } from '../../errors.ts'
import type { Committing } from './open.ts'

export interface WorkerSetup {
  path: string
  role: 'writer' | 'reader' | 'checkpointer'
  committing: Committing
}

export interface WireError {
  code: ErrorCode
  message: string
}

/** First message of a thread. */
export interface Opened {
  opened?: { databaseId: string; secret: string; lastSeq: number; lastMailDataId: number }
  failed?: WireError
}

export interface Request {
  id: number
  method: string
  args: unknown[]
}

export interface Reply {
  id: number
  result?: unknown
  error?: WireError
}

/** What a thread does when asked. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where any argument list must be matched
export type Operations = { [method: string]: (...args: any[]) => unknown }

export interface Checkpoints extends Operations {
  checkpoint: () => void
}

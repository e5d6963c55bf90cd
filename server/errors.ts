/** What can go wrong, in words every protocol can translate. Each edge owns a table from these codes to its own. */

export type ErrorCode =
  | 'invalid'
  | 'stale_cursor'
  | 'not_found'
  | 'no_match'
  | 'unexpected_match'
  | 'conflict'
  | 'too_large'
  | 'unauthenticated'
  | 'forbidden'
  | 'too_many_attempts'
  | 'misdirected'
  | 'unavailable'
  | 'insufficient_storage'
  | 'damaged'
  | 'internal'

/** An error we raise on purpose: `message` is safe to show to a client and says what to do; `cause` is for the log only. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  /** Which part of what was given is at fault, where it is a part: `['pattern', 'expression']`. */
  readonly at: readonly string[] | undefined
  /** What a program can read of it beside the message. */
  readonly details: object | undefined

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; at?: readonly string[]; details?: object }) {
    super(message, options)
    this.code = code
    this.at = options?.at
    this.details = options?.details
  }
}

/** Anything that is not an AppError is a bug or a broken disk: the client learns nothing but "internal". */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', 'Internal error; see the log of Mailmitt', { cause: error })
}

/** How what went wrong is told to a client of IMAP (RFC 9051 §7.1, RFC 5530). */
import { type ErrorCode, toAppError } from '../errors.ts'
import { Refusal } from './refusal.ts'

const CODES = {
  invalid: 'CANNOT',
  stale_cursor: 'CANNOT',
  not_found: 'NONEXISTENT',
  no_match: 'NONEXISTENT',
  unexpected_match: 'CANNOT',
  conflict: 'CANNOT',
  too_large: 'TOOBIG',
  unauthenticated: 'AUTHENTICATIONFAILED',
  forbidden: 'AUTHORIZATIONFAILED',
  too_many_attempts: 'UNAVAILABLE',
  misdirected: 'CANNOT',
  unavailable: 'UNAVAILABLE',
  insufficient_storage: 'OVERQUOTA',
  damaged: 'SERVERBUG',
  internal: 'SERVERBUG',
} as const satisfies Record<ErrorCode, string>

/** @returns `cause` what the log should hold */
export function refusalOf(error: unknown): { refusal: Refusal; cause: unknown } {
  if (error instanceof Refusal) return { refusal: error, cause: undefined }
  const { code, message, cause } = toAppError(error)
  return { refusal: new Refusal('NO', message, CODES[code]), cause }
}

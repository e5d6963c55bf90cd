/** Replies to the end of mail data, one per error (RFC 5321 §4.2.3, RFC 3463). `satisfies` makes a missing row a type error. */
import type { ErrorCode } from '../errors.ts'

export interface ReplyCodes {
  replyCode: number
  enhancedCode: string
}

const TRY_AGAIN: ReplyCodes = { replyCode: 451, enhancedCode: '4.3.0' }

export const DATA_REPLY = {
  invalid: { replyCode: 554, enhancedCode: '5.6.0' },
  stale_cursor: TRY_AGAIN,
  no_match: TRY_AGAIN,
  unexpected_match: TRY_AGAIN,
  not_found: { replyCode: 550, enhancedCode: '5.1.1' },
  conflict: TRY_AGAIN,
  too_large: { replyCode: 552, enhancedCode: '5.3.4' },
  unauthenticated: { replyCode: 530, enhancedCode: '5.7.0' },
  too_many_attempts: TRY_AGAIN,
  forbidden: { replyCode: 550, enhancedCode: '5.7.1' },
  misdirected: TRY_AGAIN,
  unavailable: { replyCode: 451, enhancedCode: '4.3.2' },
  insufficient_storage: { replyCode: 452, enhancedCode: '4.3.1' },
  damaged: TRY_AGAIN,
  internal: TRY_AGAIN,
} as const satisfies Record<ErrorCode, ReplyCodes>

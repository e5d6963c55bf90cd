/** What calls can be narrowed down by. */
import type { ListExtra } from '../model/message.ts'
import type { SessionOutcome, SessionProtocol } from '../model/session.ts'

export interface Scope {
  /** A search. */
  q?: string | undefined
  /** Time zone of the days in it, such as Europe/Istanbul; else UTC. */
  tz?: string | undefined
  mailbox?: string | undefined
}

export interface ListQuery extends Scope {
  limit?: number | undefined
  before?: string | undefined
  after?: string | undefined
  offset?: number | undefined
  fields?: ListExtra[] | undefined
}

export interface CountQuery extends Scope {
  /** Cursor: only what arrived up to there. */
  upTo?: string | undefined
}

export interface SessionQuery {
  outcome?: SessionOutcome | undefined
  protocol?: SessionProtocol | undefined
  /** `next` of the page before. */
  before?: string | undefined
  limit?: number | undefined
}

export interface AddOptions {
  /** Absent takes the address of the From field. */
  mailFrom?: string | undefined
  /** Absent takes the addresses of To, Cc and Bcc. */
  rcptTo?: string[] | undefined
  mailbox?: string | undefined
  /** `import` for mail that was kept elsewhere; else `api`. */
  origin?: 'api' | 'import' | undefined
}

export interface StreamQuery extends Omit<Scope, 'q'> {
  /** Resume after this event. */
  afterSeq?: number | undefined
}

/** What a search asks for (API.md §5), as a tree. Made by `parseQuery`; read by the matcher and by each store. */

export type Query = { type: 'all' } | { type: 'and' | 'or'; of: readonly Query[] } | { type: 'not'; of: Query } | Term

/** One thing asked of a message, with where it stands in what was typed (UTF-16 units). */
export interface Term {
  type: 'term'
  /** As in the table of fields; empty for a bare word. */
  field: string
  /** As typed, quotes and their escapes undone. */
  value: string
  quoted: boolean
  start: number
  end: number
  clause: Clause
}

export type TextField = 'any' | 'subject' | 'body' | 'filename'
export type AddressField = 'from' | 'to' | 'cc' | 'bcc' | 'replyTo' | 'rcpt' | 'mailFrom' | 'addressed'
export type ExactField = 'id' | 'messageId' | 'mailbox' | 'session' | 'origin'
export type Flag = 'seen' | 'unseen' | 'pinned' | 'tagged' | 'broken'
export type Feature = 'attachment' | 'inline' | 'html' | 'text' | 'code' | 'link' | 'calendar' | 'finding' | 'unsubscribe'

/** What a term means. Needles are folded for search. */
export type Clause =
  | { kind: 'text'; field: TextField; needle: string }
  /** `whole`: the address itself, not a part of it or of a name. */
  | { kind: 'address'; field: AddressField; needle: string; whole: boolean }
  | { kind: 'exact'; field: ExactField; value: string }
  | { kind: 'type'; prefix: string }
  /** `open`: a tag that begins so. */
  | { kind: 'tag'; name: string; open: boolean }
  /** Folded as a code. */
  | { kind: 'code'; value: string }
  | { kind: 'link'; needle: string }
  /** Name in lower case; without a needle the field only has to be there. Empty: any field, its name included. */
  | { kind: 'header'; name: string; needle: string | undefined }
  /** Any field of any part, its name included. */
  | { kind: 'partHeader'; needle: string }
  | { kind: 'is'; flag: Flag }
  | { kind: 'has'; feature: Feature }
  | { kind: 'larger' | 'smaller'; octets: number }
  /** Milliseconds since 1970; `before` is exclusive. */
  | { kind: 'received'; from: number | undefined; before: number | undefined }
  /** What cannot be understood matches nothing, and its negation neither. */
  | { kind: 'unknown' }

/** What is wrong with a query, and where (UTF-16 units). */
export interface QueryIssue {
  /** `error`: part of it has no meaning, so whoever changes or waits must not go by it. */
  severity: 'error' | 'warning'
  start: number
  end: number
  message: string
}

export interface ParsedQuery {
  query: Query
  issues: QueryIssue[]
}

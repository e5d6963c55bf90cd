/** What a SEARCH asks for (RFC 9051 §6.4.4), as a tree: made by `readSearch`, followed by `runSearch`. */
import type { MailQuestion } from '../../mail/mail-question.ts'
import type { SetText } from './number-set.ts'

type Flag = 'seen' | 'pinned' | 'answered' | 'draft' | 'deleted' | 'isTagged'

export type SearchKey =
  | { type: 'all' }
  | { type: 'and' | 'or'; of: readonly SearchKey[] }
  | { type: 'not'; of: SearchKey }
  | { type: 'flag'; flag: Flag }
  | { type: 'recent' }
  | { type: 'places' | 'uids'; set: SetText }
  /** What was found last with SAVE (RFC 5182). */
  | { type: 'saved' }
  | { type: 'larger' | 'smaller'; octets: number }
  /** Days from 1970-01-01, in UTC as INTERNALDATE is told; `before` is exclusive. */
  | { type: 'received'; from: number; before: number }
  | { type: 'younger' | 'older'; seconds: number }
  /** At this very millisecond. */
  | { type: 'arrived'; at: number }
  | { type: 'modseq'; from: number }
  /** Only the store can tell. */
  | { type: 'question'; question: MailQuestion }

export const RESULTS = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE'] as const
export type ResultOption = (typeof RESULTS)[number]

export interface SearchProgram {
  key: SearchKey
  /** What of RETURN (…) was asked; undefined without it. `RETURN ()` is ALL (RFC 9051 §6.4.4). */
  results: ReadonlySet<ResultOption> | undefined
  /** The client speaks CONDSTORE from here on, and is told of the highest one (RFC 7162 §3.1.5). */
  asksModseq: boolean
}

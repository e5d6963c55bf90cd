/** Answers of FETCH that need no message to be read: a client's first look asks for a hundred thousand of them. */
import type { ViewChange } from '../../mail/live-view.ts'
import type { FetchItem } from './items.ts'

/** What a list knows of a message. */
export type FetchedEntry = Pick<ViewChange['added'][number], 'uid' | 'modseq' | 'receivedAt' | 'sizeOctets'>

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * What stands between the parentheses, of items that need no message.
 *
 * @param flags between their parentheses: `\Seen $label`
 */
export function fetchSimple(items: readonly FetchItem[], entry: FetchedEntry, flags: string): string {
  let answer = ''
  for (const item of items) {
    const said = simpleItem(item, entry, flags)
    if (said !== undefined) answer += answer === '' ? said : ` ${said}`
  }
  return answer
}

/** @returns undefined when it needs more */
export function simpleItem({ type }: FetchItem, entry: FetchedEntry, flags: string): string | undefined {
  switch (type) {
    case 'FLAGS':
      return `FLAGS (${flags})`
    case 'UID':
      return `UID ${entry.uid}`
    case 'RFC822.SIZE':
      return `RFC822.SIZE ${entry.sizeOctets}`
    case 'INTERNALDATE':
      return `INTERNALDATE "${dateTime(entry.receivedAt)}"`
    case 'MODSEQ':
      return `MODSEQ (${entry.modseq})`
    default:
      return undefined
  }
}

/** `date-time` of RFC 9051 §9; a day of one digit has a blank before it. */
function dateTime(atMs: number): string {
  const at = new Date(atMs).toISOString()
  const day = at.slice(8, 10).replace(/^0/, ' ')
  return `${day}-${MONTHS[Number(at.slice(5, 7)) - 1]}-${at.slice(0, 4)} ${at.slice(11, 19)} +0000`
}

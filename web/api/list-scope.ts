/** What a list shows: all mail or one mailbox, and of that everything or what a search finds. */
import type { Scope } from '../../shared/client/client.ts'
import { TIME_ZONE } from '../lib/time-zone.ts'

export interface ListScope {
  /** `undefined` is all mail. */
  mailbox: string | undefined
  q: string | undefined
}

export function toQuery({ mailbox, q }: ListScope): Scope {
  return { ...(mailbox !== undefined && { mailbox }), ...(q !== undefined && { q, tz: TIME_ZONE }) }
}

export function keyOf({ mailbox, q }: ListScope): string {
  return JSON.stringify([mailbox, q])
}

/** Reads a search as the server will, with the clock and the time zone of this browser. */
import { parseQuery } from '../../shared/search/parse.ts'
import type { ParsedQuery } from '../../shared/search/query.ts'
import { TIME_ZONE } from './time-zone.ts'

export function readSearch(text: string): ParsedQuery {
  return parseQuery(text, { now: Date.now(), timeZone: TIME_ZONE })
}

/** Part of it has no meaning: the server would refuse it. */
export function isFaulty({ issues }: ParsedQuery): boolean {
  return issues.some(({ severity }) => severity === 'error')
}

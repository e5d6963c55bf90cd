/** What a client asks for, read once for every call that takes a search. */
import { parseQuery } from '../../shared/search/parse.ts'
import type { ParsedQuery, Query, QueryIssue } from '../../shared/search/query.ts'
import { isTimeZone } from '../../shared/search/time.ts'
import { now } from '../clock.ts'
import { AppError } from '../errors.ts'

export interface SearchRequest {
  q?: string | undefined
  /** IANA name of the zone in which days begin; else UTC. */
  tz?: string | undefined
}

/**
 * @returns undefined when everything matches
 * @throws {AppError} `invalid` when part of it has no meaning: a mistyped search must not pass as one that finds nothing
 */
export function readSearch(request: SearchRequest): Query | undefined {
  const { query, issues } = parse(request)
  const faults = issues.filter(({ severity }) => severity === 'error')
  if (faults.length > 0) throw new AppError('invalid', `The search cannot be understood: ${faults.map(tellIssue).join('; ')}`)
  return query.type === 'all' ? undefined : query
}

/**
 * For calls that change what they find.
 *
 * @throws {AppError} `invalid` also when it is empty, or may be read in another way than it was meant
 */
export function readSelection(request: SearchRequest & { q: string }): Query {
  const { query, issues } = parse(request)
  if (issues.length > 0) throw new AppError('invalid', `The search is not clear: ${issues.map(tellIssue).join('; ')}`)
  if (query.type === 'all') throw new AppError('invalid', '`q` is empty; `all` names everything')
  return query
}

function parse({ q = '', tz = 'UTC' }: SearchRequest): ParsedQuery {
  if (isTimeZone(tz)) return parseQuery(q, { now: now(), timeZone: tz })
  throw new AppError('invalid', `\`tz\` takes the name of a time zone, such as Europe/Istanbul, not ${JSON.stringify(tz)}`)
}

function tellIssue({ message, start }: QueryIssue): string {
  return `${message} (at character ${start + 1})`
}

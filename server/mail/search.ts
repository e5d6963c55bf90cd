/** What a client asks for, read once for every call that takes a search. */
import { parseQuery } from '../../shared/search/parse.ts'
import type { Query } from '../../shared/search/query.ts'
import { isTimeZone } from '../../shared/search/time.ts'
import { now } from '../clock.ts'
import { AppError } from '../errors.ts'

export interface SearchText {
  q?: string | undefined
  /** IANA name of the zone in which days begin; else UTC. */
  tz?: string | undefined
}

/**
 * @returns undefined when everything matches
 * @throws {AppError} `invalid` when part of it has no meaning: a mistyped search must not pass as one that finds nothing
 */
export function readSearch({ q, tz = 'UTC' }: SearchText): Query | undefined {
  if (!isTimeZone(tz))
    throw new AppError('invalid', `\`tz\` takes the name of a time zone, such as Europe/Istanbul, not ${JSON.stringify(tz)}`)
  const { query, issues } = parseQuery(q ?? '', { now: now(), timeZone: tz })
  const faults = issues.filter(({ severity }) => severity === 'error')
  if (faults.length > 0)
    throw new AppError(
      'invalid',
      `The search cannot be understood: ${faults.map(({ message, start }) => `${message} (at character ${start + 1})`).join('; ')}`,
    )
  return query.type === 'all' ? undefined : query
}

/**
 * For calls that change what they find.
 *
 * @throws {AppError} `invalid` also when it is empty, or may be read in another way than it was meant
 */
export function readSelection(text: SearchText & { q: string }): Query {
  const query = readSearch(text)
  const { issues } = parseQuery(text.q, { now: now(), timeZone: 'UTC' })
  if (query && issues.length === 0) return query
  throw new AppError(
    'invalid',
    issues[0]
      ? `The search is not clear: ${issues[0].message} (at character ${issues[0].start + 1})`
      : '`q` is empty; `all` names everything',
  )
}

/** The search of a wait: what it adds to what was asked, and the clauses by which it tells what was missed. */

import type { WaitExtract } from '../../shared/model/wait.ts'
import { printQuery } from '../../shared/search/print.ts'
import type { Clause, Feature, Query } from '../../shared/search/query.ts'
import { readSearch, type SearchRequest } from './search.ts'

export interface WaitQuery {
  /** All of them are asked for; none asks for everything. */
  clauses: readonly Query[]
  /** Which messages count at all. */
  counted: Query
  /** Clauses and what counts. */
  query: Query
  /** For a person. */
  text: string
}

const ARRIVED: Query = { type: 'or', of: [term('origin', 'smtp'), term('origin', 'api')] }

/** @throws {AppError} `invalid` */
export function readWaitQuery({ extract, ...search }: SearchRequest & { extract?: WaitExtract | undefined }): WaitQuery {
  const asked = readSearch(search)
  const clauses = [...(asked?.type === 'and' ? asked.of : asked ? [asked] : []), ...(extract ? [term('has', extract)] : [])]
  // What was imported did not just happen, unless somebody waits for that.
  const counted: Query = clauses.some(asksForOrigin) ? { type: 'all' } : ARRIVED
  return { clauses, counted, query: { type: 'and', of: [...clauses, counted] }, text: printQuery(all(clauses)) }
}

/** The words, fields and values that it is made of. */
export function termsOf(query: Query): (Query & { type: 'term' })[] {
  if (query.type === 'term') return [query]
  if (query.type === 'not') return termsOf(query.of)
  return query.type === 'all' ? [] : query.of.flatMap(termsOf)
}

function asksForOrigin(query: Query): boolean {
  return termsOf(query).some(({ field }) => field === 'origin')
}

function all(of: readonly Query[]): Query {
  const [first, ...others] = of
  return others.length > 0 ? { type: 'and', of } : (first ?? { type: 'all' })
}

function term(field: 'origin' | 'has', value: string): Query {
  const clause: Clause = field === 'has' ? { kind: 'has', feature: value as Feature } : { kind: 'exact', field, value }
  return { type: 'term', field, value, quoted: false, start: 0, end: 0, clause }
}

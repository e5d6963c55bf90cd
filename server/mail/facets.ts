/** Counts what a search finds by what it could be narrowed down to. Each count is that of a clause of the search grammar. */
import type { Facet, FacetField, Facets, FacetValue } from '../../shared/model/facet.ts'
import { SEARCH_FIELDS } from '../../shared/search/fields.ts'
import { printCriterion } from '../../shared/search/print.ts'
import type { FacetAnswer, Store, ValueCount } from '../store/store.ts'
import type { Ingest } from './ingest.ts'
import { canonicalMailbox } from './mailbox.ts'
import type { Scope } from './messages.ts'
import { readSearch } from './search.ts'

/** Of senders and mailboxes each. */
const MAX_VALUES = 5
/** RFC 5321 §4.5.3.1.3 gives a path 256; longer ones would only make a search too long. */
const MAX_ADDRESS = 256

/** So much mail has them that they tell nothing apart. */
const COMMON = ['html', 'text', 'inline']

interface FixedValue {
  field: FacetField
  value: string
  clause: string
}

const FIXED_VALUES: readonly FixedValue[] = [
  { field: 'received', value: 'today', clause: 'on:today' },
  { field: 'received', value: 'yesterday', clause: 'on:yesterday' },
  { field: 'received', value: 'week', clause: 'after:7d' },
  { field: 'received', value: 'older', clause: 'before:7d' },
  { field: 'is', value: 'unseen', clause: 'is:unseen' },
  { field: 'is', value: 'pinned', clause: 'is:pinned' },
  ...(SEARCH_FIELDS.has?.values ?? [])
    .filter((value) => !COMMON.includes(value))
    .map((value): FixedValue => ({ field: 'has', value, clause: `has:${value}` })),
]

export type CountFacets = (scope: Scope) => Promise<Facets>

export function createFacets({ store, ingest }: { store: Store; ingest: Ingest }): CountFacets {
  return async (scope) => {
    const query = readSearch(scope)
    const clauses = FIXED_VALUES.map(({ clause }) => readSearch({ q: clause, tz: scope.tz }) ?? { type: 'all' as const })
    const mailbox = scope.mailbox === undefined ? undefined : canonicalMailbox(scope.mailbox)
    const upTo = await ingest.settled()
    const answer = await store.facets({ query, mailbox, upTo, clauses })
    const { total, isAtLeast } = answer
    const all = [senders(answer), ...(mailbox === undefined ? [mailboxes(answer)] : []), ...fixed(answer)]
    return { facets: all.filter(({ values }) => values.length > 0), total, ...(isAtLeast && { isAtLeast }) }
  }
}

/** What is no address would be looked for as a part of one. */
function senders({ senders, sendersAreAtLeast }: FacetAnswer): Facet {
  const addresses = senders.filter(({ value }) => value.length <= MAX_ADDRESS && /^[^\s@<>]+@[^\s@<>]+$/.test(value))
  return { field: 'from', values: mostFrequent('from', addresses), ...(sendersAreAtLeast && { isAtLeast: true }) }
}

function mailboxes({ mailboxes, isAtLeast }: FacetAnswer): Facet {
  return { field: 'mailbox', values: mostFrequent('mailbox', mailboxes), ...(isAtLeast && { isAtLeast }) }
}

function mostFrequent(field: FacetField, counts: readonly ValueCount[]): FacetValue[] {
  return counts
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_VALUES)
    .map(({ value, count }) => ({ value, clause: printCriterion({ field, value }), count }))
}

function fixed({ counts, isAtLeast }: FacetAnswer): Facet[] {
  const byField = new Map<FacetField, FacetValue[]>()
  for (const [at, { field, value, clause }] of FIXED_VALUES.entries()) {
    const count = counts[at] ?? 0
    if (count > 0) byField.set(field, [...(byField.get(field) ?? []), { value, clause, count }])
  }
  return [...byField].map(([field, values]) => ({ field, values, ...(isAtLeast && { isAtLeast }) }))
}

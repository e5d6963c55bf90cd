/** Counts what a search finds by what it could be narrowed down to. Each count is that of a clause of the search grammar. */
import type { Facet, FacetField, Facets, FacetValue } from '../../shared/model/facet.ts'
import { SEARCH_FIELDS } from '../../shared/search/fields.ts'
import { printCriterion } from '../../shared/search/print.ts'
import type { FacetAnswer, Store, ValueCount } from '../store/store.ts'
import type { Ingest } from './ingest.ts'
import { canonicalMailbox } from './mailbox.ts'
import type { Scope } from './messages.ts'
import { readSearch } from './search.ts'

/** Of senders, mailboxes and tags each. */
const MAX_VALUES = 5
/** Of tags, so many are counted: those that most messages have, whatever is searched for. */
const COUNTED_TAGS = 20
/** RFC 5321 §4.5.3.1.3 gives a path 256; longer ones would only make a search too long. */
const MAX_ADDRESS = 256

/** So much mail has them that they tell nothing apart. */
const COMMON = ['html', 'text', 'inline']

interface Counted {
  field: FacetField
  value: string
  clause: string
}

const FIXED_VALUES: readonly Counted[] = [
  { field: 'received', value: 'today', clause: 'on:today' },
  { field: 'received', value: 'yesterday', clause: 'on:yesterday' },
  { field: 'received', value: 'week', clause: 'after:7d' },
  { field: 'received', value: 'older', clause: 'before:7d' },
  { field: 'is', value: 'unseen', clause: 'is:unseen' },
  { field: 'is', value: 'pinned', clause: 'is:pinned' },
  ...(SEARCH_FIELDS.has?.values ?? [])
    .filter((value) => !COMMON.includes(value))
    .map((value): Counted => ({ field: 'has', value, clause: `has:${value}` })),
]

export type CountFacets = (scope: Scope) => Promise<Facets>

export function createFacets({ store, ingest }: { store: Store; ingest: Ingest }): CountFacets {
  return async (scope) => {
    const query = readSearch(scope)
    const mailbox = scope.mailbox === undefined ? undefined : canonicalMailbox(scope.mailbox)
    const upTo = await ingest.settled()
    const tags = await countedTags(mailbox)
    const clauses = [...FIXED_VALUES, ...tags].map(
      ({ clause }) => readSearch({ q: clause, tz: scope.tz }) ?? { type: 'all' as const },
    )
    const answer = await store.facets({ query, mailbox, upTo, clauses })
    const { total, isAtLeast } = answer
    const ofTags = { ...answer, counts: answer.counts.slice(FIXED_VALUES.length) }
    const all = [senders(answer), ...(mailbox === undefined ? [mailboxes(answer)] : []), tagged(tags, ofTags), ...fixed(answer)]
    return { facets: all.filter(({ values }) => values.length > 0), total, ...(isAtLeast && { isAtLeast }) }
  }

  async function countedTags(mailbox: string | undefined): Promise<Counted[]> {
    const tags = await store.tags(mailbox)
    return tags
      .toSorted((a, b) => b.total - a.total)
      .slice(0, COUNTED_TAGS)
      .map(({ name }) => ({ field: 'tag', value: name, clause: printCriterion({ field: 'tag', value: name }) }))
  }
}

/** In the order of `counts`. */
function tagged(tags: readonly Counted[], { counts, isAtLeast }: FacetAnswer): Facet {
  const found = tags.map(({ value }, at) => ({ value, count: counts[at] ?? 0 }))
  return { field: 'tag', values: mostFrequent('tag', found), ...(isAtLeast && { isAtLeast }) }
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

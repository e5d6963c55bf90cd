/** A query as canonical text: parsing it again gives the same tree. */
import type { Query, Term } from './query.ts'

const BINDING = { or: 1, and: 2, not: 3, term: 4, all: 4 } as const

export function printQuery(query: Query): string {
  return query.type === 'all' ? '' : print(query, 0)
}

function print(query: Query, around: number): string {
  const printed = printInner(query)
  return BINDING[query.type] < around ? `(${printed})` : printed
}

function printInner(query: Query): string {
  switch (query.type) {
    case 'all':
      return '""'
    case 'or':
      return query.of.map((each) => print(each, BINDING.or + 1)).join(' OR ')
    case 'and':
      return query.of.map((each) => print(each, BINDING.and + 1)).join(' ')
    case 'not':
      return `-${print(query.of, BINDING.term)}`
    case 'term':
      return printCriterion(query)
  }
}

/** One criterion: a value of a field, or a bare word when the field is empty. */
export function printCriterion({ field, value }: Pick<Term, 'field' | 'value'>): string {
  const needsQuotes = value === '' || /[\s"()|\\]|^[-!]|^(?:AND|OR|NOT)$/.test(value) || (field === '' && value.includes(':'))
  const printed = needsQuotes ? `"${value.replace(/["\\]/g, '\\$&')}"` : value
  return field === '' ? printed : `${field}:${printed}`
}

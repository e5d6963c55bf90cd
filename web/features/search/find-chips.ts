/** Which clauses of a search are finished, and so stand in the box as chips: `from:shop`, not `from:` nor `is:lost`. */
import { SEARCH_FIELDS } from '../../../shared/search/fields.ts'
import type { QueryIssue } from '../../../shared/search/query.ts'
import { findWords } from './suggest.ts'

export interface Chip {
  start: number
  /** Behind its last character. */
  end: number
}

export function findChips(text: string, issues: readonly QueryIssue[]): Chip[] {
  return findWords(text).filter(
    ({ start, end, word }) => isClause(word) && !issues.some((issue) => issue.start < end && start < issue.end),
  )
}

/** What is typed next would become part of it. */
export function isTouched({ start, end }: Chip, caret: number | undefined): boolean {
  return caret !== undefined && start < caret && caret <= end
}

function isClause(word: string): boolean {
  const [, field = '', value = ''] = /^[-!]?([^:"]+):(.+)$/s.exec(word) ?? []
  return Object.hasOwn(SEARCH_FIELDS, field.toLowerCase()) && value !== '""'
}

/** What goes with it, so that no two blanks are left: the one behind it, else the one before it. */
export function withBlank(text: string, { start, end }: Chip): Chip {
  if (text[end] === ' ') return { start, end: end + 1 }
  return { start: text[start - 1] === ' ' ? start - 1 : start, end }
}

/** The chip that Backspace or Delete is about where the caret stands; behind one, a blank lies between. */
export function chipBeside(text: string, chips: readonly Chip[], caret: number, key: string): Chip | undefined {
  if (key === 'Delete') return chips.find(({ start }) => start === caret)
  return key === 'Backspace' ? chips.find(({ end }) => end === caret - 1 && text[end] === ' ') : undefined
}

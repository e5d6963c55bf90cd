/** What the tag picker offers for what is typed. */
import { foldForSearch } from '../../../shared/search/fold.ts'

export interface TagOption {
  name: string
  /** What Enter adds when none was chosen. */
  isTyped: boolean
  isNew: boolean
}

const MAX_OPTIONS = 8

/**
 * What was typed comes first, then those that begin so, then those that hold it.
 *
 * @param tags that the message has: they are not offered
 * @param known that there are
 */
export function findTagOptions(typed: string, tags: readonly string[], known: readonly string[]): TagOption[] {
  const needle = foldForSearch(typed)
  const taken = new Set(tags.map(foldForSearch))
  const exact: TagOption[] = []
  const beginning: TagOption[] = []
  const holding: TagOption[] = []
  for (const name of known) {
    const folded = foldForSearch(name)
    if (taken.has(folded) || !folded.includes(needle)) continue
    if (folded === needle) exact.push({ name, isTyped: true, isNew: false })
    else (folded.startsWith(needle) ? beginning : holding).push({ name, isTyped: false, isNew: false })
  }
  if (typed !== '' && exact.length === 0 && !taken.has(needle)) exact.push({ name: typed, isTyped: true, isNew: true })
  return [...exact, ...beginning, ...holding].slice(0, MAX_OPTIONS)
}

/** What the tag picker offers for what is typed: tags to give, and tags to take. */
import { foldForSearch } from '../../../shared/search/fold.ts'

export interface TagOption {
  name: string
  /** What Enter adds when none was chosen. */
  isTyped: boolean
  isNew: boolean
  /** Whether what is tagged has it: all of it, or some of several. */
  on: 'all' | 'some' | 'none'
}

const MAX_OPTIONS = 8

/**
 * Those that are there already come first, while nothing is typed. Else what was typed, then those that begin so, then those
 * that hold it.
 *
 * @param tags that all of what is tagged have
 * @param someTags that some of it have
 * @param known that there are
 */
export function findTagOptions(
  typed: string,
  tags: readonly string[],
  someTags: readonly string[],
  known: readonly string[],
): TagOption[] {
  const needle = foldForSearch(typed)
  const on = new Map<string, TagOption['on']>()
  for (const name of someTags) on.set(foldForSearch(name), 'some')
  for (const name of tags) on.set(foldForSearch(name), 'all')
  const there: TagOption[] = []
  const exact: TagOption[] = []
  const beginning: TagOption[] = []
  const holding: TagOption[] = []
  const names = new Map([...known, ...someTags, ...tags].map((name) => [foldForSearch(name), name]))
  for (const [folded, name] of names) {
    if (!folded.includes(needle)) continue
    const option = { name, isTyped: false, isNew: false, on: on.get(folded) ?? ('none' as const) }
    if (needle === '' && option.on !== 'none') there.push(option)
    // Whoever types a name that is there has it; Enter takes nothing away.
    else if (folded === needle) exact.push({ ...option, isTyped: option.on !== 'all' })
    else (folded.startsWith(needle) ? beginning : holding).push(option)
  }
  if (typed !== '' && exact.length === 0) exact.push({ name: typed, isTyped: true, isNew: true, on: 'none' })
  const options = [...exact, ...beginning, ...holding]
  return [...there, ...options.slice(0, MAX_OPTIONS)]
}

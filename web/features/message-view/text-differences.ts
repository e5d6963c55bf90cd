/** Where a text and the text of the HTML sent with it do not say the same. White space, case and punctuation do not count. */
import { diffArrays } from 'diff'
import type { Mark } from '../../lib/find-marks.ts'

export interface TextDifferences {
  left: Mark[]
  right: Mark[]
}

const MAX_WORDS = 20_000
const MAX_EDITS = 3000
const TIMEOUT_MS = 400

interface Word extends Mark {
  folded: string
}

/** @returns undefined when they differ too much, or are too long, to be compared word by word */
export function findDifferences(left: string, right: string): TextDifferences | undefined {
  const [mine, its] = [wordsOf(left), wordsOf(right)]
  if (mine.length > MAX_WORDS || its.length > MAX_WORDS) return undefined
  const changes = diffArrays(
    mine.map(({ folded }) => folded),
    its.map(({ folded }) => folded),
    { maxEditLength: MAX_EDITS, timeout: TIMEOUT_MS },
  )
  if (!changes) return undefined
  const found: TextDifferences = { left: [], right: [] }
  let at = 0
  let itsAt = 0
  for (const { added, removed, count } of changes) {
    if (removed) found.left.push(spanOf(mine, at, count))
    if (added) found.right.push(spanOf(its, itsAt, count))
    if (!added) at += count
    if (!removed) itsAt += count
  }
  return found
}

function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    words.push({ start: index, end: index + word.length, folded: word.normalize('NFKC').toLowerCase() })
    if (words.length > MAX_WORDS) break
  }
  return words
}

function spanOf(words: readonly Word[], at: number, count: number): Mark {
  return { start: words[at]?.start ?? 0, end: words[at + count - 1]?.end ?? 0 }
}

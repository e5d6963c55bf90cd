/** Where needles of a search stand in a text as it is shown: found in the folded text, told in UTF-16 units of the original. */
import { foldForSearch, foldWithOffsets } from '../../shared/search/fold.ts'

export interface Mark {
  start: number
  /** Exclusive. */
  end: number
}

/** In one text; more would help nobody to find anything. */
const MAX_MARKS = 1000

/** @returns in order, none touching another */
export function findMarks(text: string, needles: readonly string[]): Mark[] {
  if (needles.length === 0) return []
  // Offsets cost much more than the folding, and most texts hold nothing.
  const plain = foldForSearch(text)
  const present = needles.filter((needle) => plain.includes(needle))
  if (present.length === 0) return []
  const { folded, offsets } = foldWithOffsets(text)
  const marks: Mark[] = []
  for (const needle of present)
    for (let at = folded.indexOf(needle); at !== -1 && marks.length < MAX_MARKS; at = folded.indexOf(needle, at + needle.length))
      marks.push({ start: offsets[at] ?? 0, end: endOf(at + needle.length, offsets) })
  return merge(marks)
}

/** One character may fold to several: `ß` is marked whole when one `s` of it was looked for. */
function endOf(foldedEnd: number, offsets: readonly number[]): number {
  let at = foldedEnd
  while (at < offsets.length - 1 && offsets[at] === offsets[foldedEnd - 1]) at++
  return offsets[at] ?? 0
}

function merge(marks: Mark[]): Mark[] {
  const merged: Mark[] = []
  for (const mark of marks.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && mark.start <= last.end) last.end = Math.max(last.end, mark.end)
    else merged.push({ ...mark })
  }
  return merged
}

/** Those of a piece of the text, told from its beginning. */
export function marksWithin(marks: readonly Mark[], start: number, end: number): Mark[] {
  return marks
    .filter((mark) => mark.start < end && mark.end > start)
    .map((mark) => ({ start: Math.max(mark.start, start) - start, end: Math.min(mark.end, end) - start }))
}

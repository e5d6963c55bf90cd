/** Which of the palette's items fit what is typed, the best first. */
import { foldForSearch } from '../../../shared/search/fold.ts'
import type { PaletteItem } from './palette-item.ts'

/** Of one group, while nothing is typed, and then. */
const FIRST = 6
const MAX_FOUND = 12

/** Groups stay together, in the order of their best item; those of one group in the order of how well they fit. */
export function findItems(items: readonly PaletteItem[], typed: string): PaletteItem[] {
  const words = foldForSearch(typed).split(/\s+/).filter(Boolean)
  const groups = new Map<string, { item: PaletteItem; score: number }[]>()
  for (const item of items) {
    const score = scoreOf(item, words)
    if (score === 0) continue
    const group = groups.get(item.group) ?? []
    if (group.length === 0) groups.set(item.group, group)
    group.push({ item, score })
  }
  const sorted = [...groups.values()].map((group) => group.sort((a, b) => b.score - a.score))
  if (words.length > 0) sorted.sort((a, b) => (b[0]?.score ?? 0) - (a[0]?.score ?? 0))
  return sorted.flatMap((group) => group.slice(0, words.length > 0 ? MAX_FOUND : FIRST).map(({ item }) => item))
}

/** 0 where a word is nowhere; most where the label begins with the first. */
function scoreOf({ label, hint = '', keywords = '' }: PaletteItem, words: readonly string[]): number {
  if (words.length === 0) return 1
  const name = foldForSearch(label)
  const rest = foldForSearch(`${hint} ${keywords}`)
  let score = 0
  for (const [index, word] of words.entries()) {
    const at = name.indexOf(word)
    if (at === 0) score += index === 0 ? 8 : 4
    else if (at > 0) score += isWordStart(name, at) ? 5 : 2
    else if (rest.includes(word)) score += 1.5
    else return 0
  }
  return score / words.length
}

function isWordStart(text: string, at: number): boolean {
  return /[^\p{L}\p{N}]/u.test(text[at - 1] ?? ' ')
}

/** What a client is told of what was found: SEARCH as RFC 3501 §7.2.5 has it, or ESEARCH (RFC 9051 §7.3.4). */
import type { ViewEntry } from '../../mail/live-view.ts'
import { writeSet } from './number-set.ts'
import type { ResultOption, SearchProgram } from './search-program.ts'

export interface FoundMessages {
  program: SearchProgram
  /** Places in `messages`, ascending. */
  found: readonly number[]
  messages: readonly ViewEntry[]
}

export interface AnswerRequest extends FoundMessages {
  isUid: boolean
  commandTag: string
  /** IMAP4rev2 is enabled: there is no other answer than ESEARCH. */
  isRev2: boolean
}

const ALL: ReadonlySet<ResultOption> = new Set(['ALL'])

/** @returns lines without their ends; none when the result is only to be saved */
export function searchAnswer({ isUid, commandTag, isRev2, ...search }: AnswerRequest): string[] {
  const { program, found, messages } = search
  const numbers = found.map((place) => (isUid ? (messages[place]?.uid ?? 0) : place + 1))
  const modseq = program.asksModseq && found.length > 0 ? highestModseq(search) : undefined
  if (!program.results && !isRev2) {
    const told = modseq === undefined ? numbers : [...numbers, `(MODSEQ ${modseq})`]
    return [['* SEARCH', ...told].join(' ')]
  }
  const results = program.results ?? ALL
  if (results.has('SAVE') && results.size === 1) return []
  const facts: Record<Exclude<ResultOption, 'SAVE'>, number | string | undefined> = {
    MIN: numbers[0],
    MAX: numbers.at(-1),
    ALL: writeSet(numbers) || undefined,
    COUNT: numbers.length,
  }
  const told = Object.entries(facts).flatMap(([name, fact]) =>
    results.has(name as ResultOption) && fact !== undefined ? `${name} ${fact}` : [],
  )
  const head = [`* ESEARCH (TAG "${commandTag}")`, ...(isUid ? ['UID'] : [])]
  return [[...head, ...told, ...(modseq === undefined ? [] : [`MODSEQ ${modseq}`])].join(' ')]
}

/** @returns UIDs that `$` stands for from here on, undefined when that was not asked */
export function savedUids(search: FoundMessages): Set<number> | undefined {
  if (!search.program.results?.has('SAVE')) return undefined
  return new Set(toldPlaces(search).map((place) => search.messages[place]?.uid ?? 0))
}

/** Of those that the client is told of (RFC 7162 §3.1.10). */
function highestModseq(search: FoundMessages): number {
  return toldPlaces(search).reduce((highest, place) => Math.max(highest, search.messages[place]?.modseq ?? 0), 0)
}

/** With MIN or MAX alone, no others (RFC 9051 §6.4.4.1). */
function toldPlaces({ program: { results = ALL }, found }: FoundMessages): readonly number[] {
  const [first, last] = [found[0], found.at(-1)]
  const isNarrow = (results.has('MIN') || results.has('MAX')) && !results.has('ALL') && !results.has('COUNT')
  if (!isNarrow || first === undefined || last === undefined) return found
  return [...(results.has('MIN') ? [first] : []), ...(results.has('MAX') ? [last] : [])]
}

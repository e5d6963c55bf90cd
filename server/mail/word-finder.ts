/**
 * Finds the words of lists in a line: those that stand apart by the token that they begin with, those of scripts without
 * spaces by their first character. One regular expression of all of them would say the same; it takes several times as long,
 * and 400 ms of compiling when the first mail comes in.
 */

/** By language or whatever else orders them; words are parted by commas. */
export type WordLists = Readonly<Record<string, string>>

export interface FoundWord<Kind> {
  kind: Kind
  start: number
  end: number
}

interface Entry<Kind> {
  kind: Kind
  /** Where several begin at one place, the lowest is meant. */
  rank: number
  word: string
  isSpaced: boolean
  /** Of one with wildcards, once somebody needed it. */
  pattern: RegExp | undefined
}

/** Written without spaces, or with words that grow at both ends. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}]/u
/** Where one that stands apart may begin: letters with none before them, or a digit before letters. */
const TOKENS = /[\p{L}\p{M}]+|(?<![\p{L}\p{M}])\d(?=\p{L})/gu
const FIRST_TOKEN = /^(?:[\p{L}\p{M}*]+|\d)/u
const LETTER_HERE = /[\p{L}\p{M}]/uy
/** Mails use the same words again and again. */
const MAX_KNOWN_TOKENS = 20_000
const MAX_KNOWN_CHARACTERS = 24

/**
 * @param lists where words of two kinds begin at the same letter, the first kind wins, and within a kind the longest word.
 *   In a word, `*` is any letters, and a space is a space or a hyphen.
 */
export function createWordFinder<Kind extends string>(
  lists: Readonly<Record<Kind, WordLists>>,
): (line: string) => FoundWord<Kind>[] {
  const byFirstToken = new Map<string, Entry<Kind>[]>()
  const byBeginning = new Map<string, Entry<Kind>[]>()
  const byWhatIsWithin = new Map<string, Entry<Kind>[]>()
  const unspaced = new Map<string, Entry<Kind>[]>()
  const knownTokens = new Map<string, readonly Entry<Kind>[]>()
  for (const [rank, { kind, word }] of inOrder(lists).entries()) {
    const entry: Entry<Kind> = { kind, rank, word, isSpaced: !UNSPACED.test(word), pattern: undefined }
    const [first = word] = FIRST_TOKEN.exec(word) ?? []
    const [beginning = '', within = ''] = first.split('*')
    if (!entry.isSpaced) addTo(unspaced, word.charAt(0), entry)
    else if (!first.includes('*')) addTo(byFirstToken, first, entry)
    else if (beginning !== '') addTo(byBeginning, beginning, entry)
    else addTo(byWhatIsWithin, within, entry)
  }

  function beginningWith(token: string): readonly Entry<Kind>[] {
    const known = knownTokens.get(token)
    if (known) return known
    const entries = [...(byFirstToken.get(token) ?? [])]
    for (let length = 1; length <= Math.min(token.length, MAX_KNOWN_CHARACTERS); length++)
      entries.push(...(byBeginning.get(token.slice(0, length)) ?? []))
    for (const [within, some] of byWhatIsWithin) if (token.includes(within)) entries.push(...some)
    entries.sort(byRank)
    if (token.length <= MAX_KNOWN_CHARACTERS && knownTokens.size < MAX_KNOWN_TOKENS) knownTokens.set(token, entries)
    return entries
  }

  function* places(line: string): Generator<[at: number, entries: readonly Entry<Kind>[]]> {
    if (!UNSPACED.test(line)) {
      for (const { 0: token, index } of line.matchAll(TOKENS)) yield [index, beginningWith(token)]
      return
    }
    const tokens = new Map(Array.from(line.matchAll(TOKENS), ({ 0: token, index }) => [index, token]))
    for (let at = 0; at < line.length; at++) {
      const token = tokens.get(at)
      const own = unspaced.get(line.charAt(at)) ?? []
      yield [at, token === undefined ? own : [...beginningWith(token), ...own].sort(byRank)]
    }
  }

  return (text) => {
    const line = foldLine(text)
    const found: FoundWord<Kind>[] = []
    let last = 0
    for (const [start, entries] of places(line)) {
      if (start < last) continue
      for (const entry of entries) {
        const end = endOf(entry, line, start)
        if (end === undefined) continue
        found.push({ kind: entry.kind, start, end })
        last = end
        break
      }
    }
    return found
  }
}

/** As long as it was. Turkish sentences begin with a letter that would become two. */
function foldLine(text: string): string {
  return text
    .replaceAll('İ', 'i')
    .toLowerCase()
    .replace(/[^\S ]|-/g, ' ')
}

function endOf(entry: Entry<string>, line: string, start: number): number | undefined {
  if (entry.word.includes('*')) {
    entry.pattern ??= toPattern(entry.word)
    entry.pattern.lastIndex = start
    return entry.pattern.test(line) ? entry.pattern.lastIndex : undefined
  }
  const end = start + entry.word.length
  return line.startsWith(entry.word, start) && !(entry.isSpaced && isLetter(line, end)) ? end : undefined
}

function toPattern(word: string): RegExp {
  return new RegExp(`${word.replaceAll('.', '\\.').replaceAll('*', '\\p{L}*')}(?![\\p{L}\\p{M}])`, 'uy')
}

function isLetter(line: string, at: number): boolean {
  LETTER_HERE.lastIndex = at
  return LETTER_HERE.test(line)
}

/** Longer ones first, so that `code postal` is not taken for `code`; of those without spaces, all before the others. */
function inOrder<Kind extends string>(lists: Readonly<Record<Kind, WordLists>>): { kind: Kind; word: string }[] {
  return (Object.keys(lists) as Kind[]).flatMap((kind) => {
    const words = Object.values(lists[kind]).flatMap((list) => list.split(',').map((word) => word.trim().replace(/\s+/g, ' ')))
    const sorted = [...new Set(words)].sort((a, b) => b.length - a.length)
    return [...sorted.filter((word) => UNSPACED.test(word)), ...sorted.filter((word) => !UNSPACED.test(word))].map((word) => ({
      kind,
      word,
    }))
  })
}

function addTo<Kind>(map: Map<string, Entry<Kind>[]>, key: string, entry: Entry<Kind>): void {
  const known = map.get(key)
  if (known) known.push(entry)
  else map.set(key, [entry])
}

function byRank(a: Entry<string>, b: Entry<string>): number {
  return a.rank - b.rank
}

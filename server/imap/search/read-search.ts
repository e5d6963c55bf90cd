/** The arguments of SEARCH and UID SEARCH as a program: what to look for, and what to tell of it (RFC 9051 §6.4.4). */
import { LIMITS } from '../../limits.ts'
import { Refusal } from '../refusal.ts'
import type { Token } from '../token.ts'
import { isList, type KeyArguments, readArguments } from './key-arguments.ts'
import { combine, readNumbers, SEARCH_KEYS } from './search-keys.ts'
import { RESULTS, type ResultOption, type SearchKey, type SearchProgram } from './search-program.ts'

const MAX_KEYS = LIMITS.imap.searchKeys.value
const MAX_DEPTH = LIMITS.imap.searchDepth.value
const CHARSETS = ['US-ASCII', 'UTF-8']

/** @throws {Refusal} BAD; NO for a charset that is not known */
export function readSearch(tokens: readonly Token[]): SearchProgram {
  const given = readArguments(tokens)
  const results = readResults(given)
  readCharset(given)
  let keys = 0
  let asksModseq = false

  function readKeys(list: KeyArguments, depth: number): SearchKey {
    const of: SearchKey[] = []
    do of.push(readKey(list, depth))
    while (!list.isEnd())
    return combine('and', of)
  }

  function readKey(list: KeyArguments, depth: number): SearchKey {
    if (++keys > MAX_KEYS) throw new Refusal('BAD', `SEARCH takes ${MAX_KEYS} keys at the most`)
    if (depth > MAX_DEPTH) throw new Refusal('BAD', `Keys of SEARCH lie ${MAX_DEPTH} deep in each other at the most`)
    const ahead = list.peek()
    if (ahead && isList(ahead)) {
      list.next('a key')
      return readKeys(readArguments(ahead), depth + 1)
    }
    const atom = list.atom('a key')
    const name = atom.toUpperCase()
    const read = Object.hasOwn(SEARCH_KEYS, name) ? SEARCH_KEYS[name] : undefined
    const key = read ? read(list, () => readKey(list, depth + 1)) : readNumbers(atom)
    if (!key) throw new Refusal('BAD', `SEARCH has no key ${name.slice(0, 40)}`)
    asksModseq ||= name === 'MODSEQ'
    return key
  }

  const key = readKeys(given, 0)
  return { key, results, asksModseq }
}

/** Of arguments that were read, or refused for a charset that is not known. */
export function asksToSave(tokens: readonly Token[]): boolean {
  return readResults(readArguments(tokens))?.has('SAVE') === true
}

function readResults(given: KeyArguments): SearchProgram['results'] {
  if (!isNext(given, 'RETURN')) return undefined
  const options = given.next('a list of what to return')
  if (!options || !isList(options)) throw new Refusal('BAD', 'What RETURN asks for stands in parentheses')
  const asked = readArguments(options)
  const results = new Set<ResultOption>()
  while (!asked.isEnd()) {
    const name = asked.atom('a result').toUpperCase()
    const result = RESULTS.find((known) => known === name)
    if (!result) throw new Refusal('BAD', `RETURN takes ${RESULTS.join(', ')}`)
    results.add(result)
  }
  return results.size === 0 ? new Set(['ALL']) : results
}

function readCharset(given: KeyArguments): void {
  if (!isNext(given, 'CHARSET')) return
  const charset = given.text('a charset').toUpperCase()
  if (!CHARSETS.includes(charset))
    throw new Refusal('NO', `SEARCH takes ${CHARSETS.join(' and ')}`, `BADCHARSET (${CHARSETS.join(' ')})`)
}

/** Passes over it. */
function isNext(given: KeyArguments, name: string): boolean {
  const ahead = given.peek()
  if (!ahead || isList(ahead) || ahead.type !== 'ATOM' || ahead.value.toUpperCase() !== name) return false
  given.next(name)
  return true
}

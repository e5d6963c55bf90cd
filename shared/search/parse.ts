/**
 * Reads the search grammar (API.md §5). Never throws: what cannot be understood is told as an issue with its place.
 *
 *     query = or ;  or = and *( ("OR" / "|") and ) ;  and = 1*not ;  not = [ "-" / "!" / "NOT" ] term
 *     term  = "(" or ")" / [ field ":" ] ( word / quoted )
 */
import { MAX_QUERY_CHARACTERS, MAX_QUERY_DEPTH, MAX_QUERY_TERMS } from '../model/limits.ts'
import { SEARCH_FIELDS } from './fields.ts'
import { foldForSearch } from './fold.ts'
import type { Clause, ParsedQuery, Query, QueryIssue, Term } from './query.ts'
import type { TimeContext } from './time.ts'

interface Token {
  type: 'word' | 'open' | 'close' | 'or' | 'and' | 'not'
  text: string
  start: number
  end: number
  /** What of `text` stood in quotes begins here. */
  quotedFrom: number | undefined
}

const KEYWORDS: Record<string, Token['type']> = { AND: 'and', OR: 'or', NOT: 'not' }
const SIGNS: Record<string, Token['type']> = { '(': 'open', ')': 'close', '|': 'or' }

export function parseQuery(text: string, context: TimeContext): ParsedQuery {
  const issues: QueryIssue[] = []
  const error = (start: number, end: number, message: string) => void issues.push({ severity: 'error', start, end, message })
  const warn = (start: number, end: number, message: string) => void issues.push({ severity: 'warning', start, end, message })
  if (text.length > MAX_QUERY_CHARACTERS) {
    error(MAX_QUERY_CHARACTERS, text.length, `A search has at most ${MAX_QUERY_CHARACTERS} characters`)
    return { query: { type: 'not', of: { type: 'all' } }, issues }
  }
  const tokens = readTokens(text, warn)
  let next = 0
  let terms = 0
  let depth = 0

  function parseOr(): Query | undefined {
    const of: Query[] = []
    for (;;) {
      const each = parseAnd()
      if (each) of.push(each)
      const sign = tokens[next]
      if (sign?.type !== 'or') return combine('or', of)
      next++
      if (!each || !beginsTerm(tokens[next])) warn(sign.start, sign.end, '“OR” stands between two things; here one is missing')
    }
  }

  function parseAnd(): Query | undefined {
    const of: Query[] = []
    for (let token = tokens[next]; token; token = tokens[next]) {
      if (token.type === 'or' || (token.type === 'close' && depth > 0)) break
      if (token.type === 'and') {
        next++
        if (of.length === 0 || !beginsTerm(tokens[next]))
          warn(token.start, token.end, '“AND” stands between two things; here one is missing')
        continue
      }
      const each = parseNot()
      if (each) of.push(each)
    }
    return combine('and', of)
  }

  function parseNot(): Query | undefined {
    let negated = false
    let sign = tokens[next]
    for (; sign?.type === 'not'; sign = tokens[next]) {
      negated = !negated
      next++
      if (beginsTerm(tokens[next])) continue
      warn(sign.start, sign.end, `“${sign.text}” stands before what must not be there; here that is missing`)
      return undefined
    }
    const term = parseTerm()
    return term && negated ? { type: 'not', of: term } : term
  }

  function parseTerm(): Query | undefined {
    const token = tokens[next++]
    if (!token) return undefined
    if (token.type === 'open') {
      if (hasClose(tokens, next)) {
        if (depth === MAX_QUERY_DEPTH) {
          error(token.start, text.length, `A search has at most ${MAX_QUERY_DEPTH} parentheses within each other`)
          next = tokens.length
          return undefined
        }
        depth++
        const inner = parseOr()
        depth--
        next++
        return inner
      }
      // Without its end it is a character like any other.
      warn(token.start, token.end, 'This parenthesis is not closed, and so searched for; put it in quotes to search for it')
    } else if (token.type === 'close')
      warn(token.start, token.end, 'This parenthesis closes nothing, and so is searched for; put it in quotes to search for it')
    if (++terms > MAX_QUERY_TERMS) {
      if (terms === MAX_QUERY_TERMS + 1) error(token.start, text.length, `A search has at most ${MAX_QUERY_TERMS} terms`)
      return undefined
    }
    return readTerm(token, context, error)
  }

  const query = parseOr() ?? { type: 'all' }
  return { query, issues }
}

function readTokens(text: string, warn: (start: number, end: number, message: string) => void): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? ''
    const sign = SIGNS[character]
    if (/\s/.test(character)) at++
    else if (sign) tokens.push({ type: sign, text: character, start: at, end: ++at, quotedFrom: undefined })
    // It negates what it touches; alone it is a word.
    else if (/[-!]/.test(character) && /[^\s|)]/.test(text[at + 1] ?? ' '))
      tokens.push({ type: 'not', text: character, start: at, end: ++at, quotedFrom: undefined })
    else {
      const word = readWord(text, at, warn)
      tokens.push(word)
      at = word.end
    }
  }
  return tokens
}

/** A word, what stands in quotes, or a field with either. */
function readWord(text: string, start: number, warn: (start: number, end: number, message: string) => void): Token {
  let end = start
  while (end < text.length && !/[\s"()|]/.test(text[end] ?? '')) end++
  const word = text.slice(start, end)
  const takesQuotes = word === '' || fieldOf(word)?.rest === '' || /^header:[^=]*=$/i.test(word)
  if (text[end] !== '"' || !takesQuotes) return { type: KEYWORDS[word] ?? 'word', text: word, start, end, quotedFrom: undefined }
  let value = ''
  let at = end + 1
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\' && /["\\]/.test(text[at + 1] ?? '')) at++
    value += text[at]
  }
  if (at >= text.length) warn(end, text.length, 'This quotation mark is not closed; all that follows is searched for')
  return { type: 'word', text: word + value, start, end: Math.min(text.length, at + 1), quotedFrom: word.length }
}

function fieldOf(word: string): { field: string; rest: string } | undefined {
  const colon = word.indexOf(':')
  if (colon <= 0) return undefined
  const field = word.slice(0, colon).toLowerCase()
  return Object.hasOwn(SEARCH_FIELDS, field) ? { field, rest: word.slice(colon + 1) } : undefined
}

function readTerm(
  { text, start, end, quotedFrom }: Token,
  context: TimeContext,
  error: (start: number, end: number, message: string) => void,
): Term {
  const named = quotedFrom === 0 ? undefined : fieldOf(text)
  const { field, rest: value } = named ?? { field: '', rest: text }
  const term = (clause: Clause): Term => ({ type: 'term', field, value, quoted: quotedFrom !== undefined, start, end, clause })
  if (!named) return term({ kind: 'text', field: 'any', needle: foldForSearch(value) })
  const said = value === '' ? 'needs a value' : SEARCH_FIELDS[field]?.read(value, context)
  if (said !== undefined && typeof said !== 'string') return term(said)
  error(start, end, `“${field}:” ${said}`)
  return term({ kind: 'unknown' })
}

function beginsTerm(token: Token | undefined): boolean {
  return token !== undefined && token.type !== 'or' && token.type !== 'and' && token.type !== 'close'
}

function hasClose(tokens: readonly Token[], from: number): boolean {
  let open = 1
  for (let at = from; at < tokens.length; at++) {
    if (tokens[at]?.type === 'open') open++
    if (tokens[at]?.type === 'close' && --open === 0) return true
  }
  return false
}

function combine(type: 'and' | 'or', of: Query[]): Query | undefined {
  return of.length > 1 ? { type, of } : of[0]
}

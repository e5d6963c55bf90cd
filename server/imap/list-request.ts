/** What LIST asks for and how (RFC 9051 §6.3.9; RFC 5258, 5819, 6154 for those of IMAP4rev1). */
import { readMailboxName } from './mailbox-name.ts'
import { Refusal } from './refusal.ts'
import { isList, isValue, readWords } from './rules.ts'
import { readStatusItems, type StatusItem } from './status-items.ts'
import type { Token } from './token.ts'

export interface ListRequest {
  /** In front of each pattern. */
  reference: string
  patterns: readonly string[]
  select: ReadonlySet<SelectOption>
  showsSubscribed: boolean
  /** Undefined unless asked. */
  status: readonly StatusItem[] | undefined
  /** Something of it is beyond RFC 3501. */
  isExtended: boolean
}

const SELECT = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'] as const
type SelectOption = (typeof SELECT)[number]

const MAX_PATTERNS = 100
const MAX_PATTERN_CHARACTERS = 1000

/** @throws {Refusal} */
export function readListRequest(tokens: readonly Token[], isUtf8: boolean): ListRequest {
  const [options, rest] = isList(tokens[0]) ? [tokens[0], tokens.slice(1)] : [undefined, tokens]
  const [reference, patterns, ...more] = rest
  if (!isValue(reference) || patterns === undefined) throw new Refusal('BAD', 'LIST takes a reference and a pattern')
  const asked = (isList(patterns) ? patterns : [patterns]).map((pattern) => readPattern(pattern, isUtf8))
  if (asked.length > MAX_PATTERNS) throw new Refusal('BAD', `LIST takes ${MAX_PATTERNS} patterns at the most`)
  const select = readSelectOptions(options ?? [])
  const isExtended = options !== undefined || isList(patterns) || more.length > 0
  return {
    reference: readMailboxName(reference.value, isUtf8),
    // An empty one means something in the basic syntax alone (RFC 9051 §6.3.9).
    patterns: isExtended ? asked.filter((pattern) => pattern !== '') : asked,
    ...{ select, isExtended },
    ...readReturnOptions(more, select.has('SUBSCRIBED')),
  }
}

function readPattern(token: Token, isUtf8: boolean): string {
  if (!isValue(token)) throw new Refusal('BAD', 'A pattern is a string')
  if (token.value.length > MAX_PATTERN_CHARACTERS)
    throw new Refusal('BAD', `A pattern has ${MAX_PATTERN_CHARACTERS} characters at the most`)
  return readMailboxName(token.value, isUtf8)
}

function readSelectOptions(tokens: readonly Token[]): Set<SelectOption> {
  const options = readWords(tokens).map((word) => {
    const known = SELECT.find((option) => option === word)
    if (known) return known
    throw new Refusal('BAD', `LIST selects by ${SELECT.join(', ')}, not by ${word.slice(0, 80)}`)
  })
  const select = new Set(options)
  // RFC 9051 §6.3.9.1: it says how, not what.
  if (select.has('RECURSIVEMATCH') && !select.has('SUBSCRIBED') && !select.has('SPECIAL-USE'))
    throw new Refusal('BAD', 'RECURSIVEMATCH goes with another option')
  return select
}

function readReturnOptions(
  [keyword, options, ...more]: readonly Token[],
  isBySubscription: boolean,
): Pick<ListRequest, 'showsSubscribed' | 'status'> {
  if (keyword === undefined) return { showsSubscribed: isBySubscription, status: undefined }
  if (!isValue(keyword) || keyword.value.toUpperCase() !== 'RETURN' || !isList(options) || more.length > 0)
    throw new Refusal('BAD', 'Behind the pattern stands RETURN and a list')
  let showsSubscribed = isBySubscription
  let status: readonly StatusItem[] | undefined
  for (let i = 0; i < options.length; i++) {
    const [word = ''] = readWords(options.slice(i, i + 1))
    if (word === 'SUBSCRIBED') showsSubscribed = true
    else if (word === 'STATUS') status = readStatusItems(options[++i])
    // Both are told in any case.
    else if (word !== 'CHILDREN' && word !== 'SPECIAL-USE')
      throw new Refusal('BAD', `LIST returns SUBSCRIBED, CHILDREN, SPECIAL-USE and STATUS, not ${word.slice(0, 80)}`)
  }
  return { showsSubscribed, status }
}

/** Rules for arguments (RFC 9051 §9): each reads one from the tokens of a command, or says what is wrong with it. */
import { readMailboxName } from './mailbox-name.ts'
import { Refusal } from './refusal.ts'
import type { Token, ValueToken } from './token.ts'

export interface ArgumentReader {
  /** Names of mailboxes are written in UTF-8. */
  readonly isUtf8: boolean
  peek(): Token | undefined
  /** @throws {Refusal} BAD, when there is none left */
  take(): Token
}

/** @throws {Refusal} */
export type Rule<Value> = (reader: ArgumentReader) => Value

const MAX_LIST = 10_000

/** @throws {Refusal} */
export function readArguments(
  rules: Readonly<Record<string, Rule<unknown>>>,
  tokens: readonly Token[],
  isUtf8: boolean,
): Record<string, unknown> {
  let place = 0
  const reader: ArgumentReader = {
    isUtf8,
    peek: () => tokens[place],
    take() {
      const token = tokens[place++]
      if (token === undefined) throw new Refusal('BAD', 'Arguments are missing')
      return token
    },
  }
  const values = Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, rule(reader)]))
  if (place < tokens.length) throw new Refusal('BAD', 'There are more arguments than this command takes')
  return values
}

export function isValue(token: Token | undefined): token is ValueToken {
  return token !== undefined && token !== null && 'type' in token && token.section === undefined && token.partial === undefined
}

export function isList(token: Token | undefined): token is readonly Token[] {
  return Array.isArray(token)
}

/** @param what as the client is told that it is missing */
function expectText(token: Token, what: string): string {
  if (isValue(token)) return token.value
  throw new Refusal('BAD', `${what} is expected`)
}

export const text: Rule<string> = (reader) => expectText(reader.take(), 'A string')

export const mailbox: Rule<string> = (reader) =>
  readMailboxName(expectText(reader.take(), 'The name of a mailbox'), reader.isUtf8)

/** `2,4:7,9:*`, or `$`: not read yet. */
export const sequenceSet: Rule<string> = (reader) => {
  const token = reader.take()
  const set = expectText(token, 'A sequence set')
  if (/^(?:\$|[\d*][\d*:,]*)$/.test(set)) return set
  throw new Refusal('BAD', `${JSON.stringify(set.slice(0, 80))} is no sequence set`)
}

export const anything: Rule<Token> = (reader) => reader.take()

/** All that is left, also when it is nothing. */
export const rest: Rule<readonly Token[]> = (reader) => {
  const tokens: Token[] = []
  for (let next = reader.peek(); next !== undefined; next = reader.peek()) tokens.push(reader.take())
  return tokens
}

/** A list in parentheses. */
const list: Rule<readonly Token[]> = (reader) => {
  const token = reader.take()
  if (!isList(token)) throw new Refusal('BAD', 'A list in parentheses is expected')
  if (token.length > MAX_LIST) throw new Refusal('BAD', `A list has ${MAX_LIST} items at the most`)
  return token
}

function optional<Value>(isIt: (token: Token) => boolean, rule: Rule<Value>): Rule<Value | undefined> {
  return (reader) => {
    const next = reader.peek()
    return next !== undefined && isIt(next) ? rule(reader) : undefined
  }
}

export const optionalList = optional(isList, list)
export const optionalText = optional(isValue, text)
/** In quotes, as dates are. */
export const optionalString = optional((token) => isValue(token) && token.type === 'STRING', text)

/** What words stand in a list, in capitals. @throws {Refusal} BAD */
export function readWords(tokens: readonly Token[]): string[] {
  return tokens.map((token) => expectText(token, 'A word').toUpperCase())
}

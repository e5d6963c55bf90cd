/** What stands behind a key of SEARCH, asked for by what it has to be (RFC 9051 §9). */
import { toDay } from '../../mail/sent-day.ts'
import { Refusal } from '../refusal.ts'
import type { Token, ValueToken } from '../token.ts'

const DATE = /^(\d{1,2})-([a-z]{3})-(\d{4})$/i
/** Of 63 bits; beyond what a number holds exactly, it is past all there is. */
const NUMBER = /^\d{1,19}$/

export interface KeyArguments {
  isEnd(): boolean
  /** Looks ahead. */
  peek(): Token | undefined
  /** @throws {Refusal} BAD, as all that follow */
  next(what: string): Token
  atom(what: string): string
  /** An atom or a string. */
  text(what: string): string
  number(what: string): number
  /** @returns days from 1970-01-01 */
  day(): number
}

export function readArguments(tokens: readonly Token[]): KeyArguments {
  let at = 0

  function next(what: string): Token {
    const token = tokens[at++]
    if (token === undefined) throw new Refusal('BAD', `SEARCH ends where ${what} should stand`)
    return token
  }

  function value(what: string): ValueToken {
    const token = next(what)
    if (token === null) return { type: 'ATOM', value: 'NIL' }
    if (isList(token) || token.section) throw new Refusal('BAD', `There is no ${what} where one should stand`)
    return token
  }

  const text = (what: string) => value(what).value

  return {
    isEnd: () => at >= tokens.length,
    peek: () => tokens[at],
    next,
    text,
    atom(what) {
      const { type, value: name } = value(what)
      if (type !== 'ATOM' && type !== 'SEQUENCE') throw new Refusal('BAD', `There is a string in place of ${what}`)
      return name
    },
    number(what) {
      const digits = text(what)
      if (!NUMBER.test(digits)) throw new Refusal('BAD', `A number is needed as ${what}`)
      return Number(digits)
    },
    day() {
      const [, day = '', month = '', year = ''] = DATE.exec(text('a date')) ?? []
      const read = toDay(Number(day), month, Number(year))
      if (read === undefined) throw new Refusal('BAD', 'A date is written as 1-Feb-1994')
      return read
    },
  }
}

export function isList(token: Token): token is readonly Token[] {
  return Array.isArray(token)
}

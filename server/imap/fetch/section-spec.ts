/** What stands in the brackets of BODY[…] and BINARY[…], and behind them (RFC 9051 §6.4.5.1, §9). */
import { Refusal } from '../refusal.ts'
import type { Token } from '../token.ts'

const MESSAGE_TEXTS = ['', 'HEADER', 'HEADER.FIELDS', 'HEADER.FIELDS.NOT', 'TEXT', 'MIME'] as const
/** Empty for all of it. */
export type MessageText = (typeof MESSAGE_TEXTS)[number]

/** Octets of a section. */
export interface Span {
  start: number
  octets: number
}

export interface SectionSpec {
  /** As it is answered. */
  written: string
  path: string
  text: MessageText
  /** In lower case. */
  fields: ReadonlySet<string>
}

const PATH = String.raw`[1-9]\d{0,9}(?:\.[1-9]\d{0,9})*`
const TEXT = String.raw`HEADER(?:\.FIELDS(?:\.NOT)?)?|TEXT|MIME`
const SECTION = new RegExp(`^(?:(${PATH})(?:\\.(${TEXT}))?|(${TEXT}))?$`)
const BINARY_PATH = new RegExp(`^(?:${PATH})?$`)
/** RFC 5322 §2.2 */
const FIELD_NAME = /^[!-9;-~]+$/
/** RFC 9051 §9, less the bracket that would end the section. */
const ATOM = /^[^(){ %*"\\\]]+$/

/** @throws {Refusal} */
export function readSection(section: readonly Token[]): SectionSpec {
  const [first, list, ...rest] = section
  const isAtom = first !== null && first !== undefined && !isList(first) && first.type === 'ATOM'
  const spec = isAtom ? first.value.toUpperCase() : ''
  const [whole, path = '', below, above] = SECTION.exec(spec) ?? []
  const text = MESSAGE_TEXTS.find((known) => known === (below ?? above ?? ''))
  if ((section.length > 0 && spec === '') || whole === undefined || text === undefined)
    throw new Refusal('BAD', 'A section is like [], [TEXT], [1.2] or [1.2.HEADER]')
  if (text === 'MIME' && path === '') throw new Refusal('BAD', 'MIME stands behind the number of a part, as in [1.MIME]')
  const wantsFields = text.startsWith('HEADER.FIELDS')
  if (!wantsFields) {
    if (section.length > 1) throw new Refusal('BAD', `Nothing follows ${spec} in a section`)
    return { written: spec, path, text, fields: new Set() }
  }
  if (!isList(list) || list.length === 0 || rest.length > 0)
    throw new Refusal('BAD', `${text} needs a list of field names, as in [${text} (From To)]`)
  const names = list.map(readFieldName)
  const written = `${spec} (${names.map((name) => (ATOM.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`)).join(' ')})`
  return { written, path, text, fields: new Set(names.map((name) => name.toLowerCase())) }
}

/** @throws {Refusal} */
export function readBinaryPath(path: string): string {
  if (!BINARY_PATH.test(path)) throw new Refusal('BAD', 'A section of BINARY is the number of a part, as in [1.2]')
  return path
}

/** @throws {Refusal} */
export function readPartial(partial: readonly number[] | undefined): { partial: Span | undefined; suffix: string } {
  if (!partial) return { partial: undefined, suffix: '' }
  const [start, octets, ...rest] = partial
  const isWellFormed = Number.isSafeInteger(start) && Number.isSafeInteger(octets) && rest.length === 0
  if (!isWellFormed || start === undefined || !octets)
    throw new Refusal('BAD', 'A partial is a start and a number of octets that is not 0, as in <0.4096>')
  return { partial: { start, octets }, suffix: `<${start}>` }
}

function readFieldName(token: Token): string {
  // An atom like any other, though the parser takes it for no value.
  const name = token === null ? 'NIL' : isList(token) ? '' : token.value
  if (!FIELD_NAME.test(name)) throw new Refusal('BAD', 'A field name is of printable ASCII, without blanks and without a colon')
  return name
}

function isList(token: Token | undefined): token is readonly Token[] {
  return Array.isArray(token)
}

/** What a client asks of messages: the data items of FETCH (RFC 9051 §6.4.5; RFC 3501 for RFC822; RFC 7162, RFC 8474, RFC 8970). */
import { LIMITS } from '../../limits.ts'
import { Refusal } from '../refusal.ts'
import type { Token, ValueToken } from '../token.ts'
import { type MessageText, readBinaryPath, readPartial, readSection, type Span } from './section-spec.ts'

/** Each may take a whole decoding of the mail, of each that is fetched. */
const MAX_ITEMS = LIMITS.imap.fetchItems.value

/** Told from what a list knows of a message. */
const SIMPLE = ['FLAGS', 'UID', 'RFC822.SIZE', 'INTERNALDATE', 'MODSEQ'] as const
const OTHERS = ['ENVELOPE', 'BODY', 'BODYSTRUCTURE', 'EMAILID', 'THREADID', 'PREVIEW'] as const

/** RFC 9051 §6.4.5. BODY in FULL is the structure without extensions. */
const MACROS = new Map<string, readonly PlainName[]>([
  ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
  ['FAST', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
  ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
])

/** Older names of sections (RFC 3501 §6.4.5); the header alone does not set `\Seen`. */
const OLDER = new Map<string, { text: MessageText; peek: boolean }>([
  ['RFC822', { text: '', peek: false }],
  ['RFC822.HEADER', { text: 'HEADER', peek: true }],
  ['RFC822.TEXT', { text: 'TEXT', peek: false }],
])

type SimpleName = (typeof SIMPLE)[number]
type PlainName = SimpleName | (typeof OTHERS)[number]

export interface PlainItem {
  type: PlainName
  /** As it is answered. */
  label: string
}

export interface SectionItem {
  type: 'section'
  label: string
  peek: boolean
  /** Numbers of parts; empty for the message itself. */
  path: string
  text: MessageText
  /** Of HEADER.FIELDS, in lower case. */
  fields: ReadonlySet<string>
  partial?: Span | undefined
}

export interface BinaryItem {
  type: 'binary'
  label: string
  peek: boolean
  path: string
  partial?: Span | undefined
}

interface BinarySizeItem {
  type: 'binary size'
  label: string
  path: string
}

export type FetchItem = PlainItem | SectionItem | BinaryItem | BinarySizeItem

/** @param token what follows the sequence set. @throws {Refusal} */
export function readFetchItems(token: Token | undefined): FetchItem[] {
  const tokens = isList(token) ? token : [token ?? null]
  if (tokens.length === 0) throw new Refusal('BAD', 'FETCH needs at least one data item')
  const macro = MACROS.get(atomOf(token)?.toUpperCase() ?? '')
  if (macro) return macro.map(plain)
  const items = new Map<string, FetchItem>()
  for (let i = 0; i < tokens.length; i++) {
    const item = readItem(tokens[i] ?? null)
    const known = items.get(item.label)
    // The same twice is told once, and marks the message as read when one of the two would.
    if (!known || ('peek' in known && known.peek)) items.set(item.label, item)
    if (items.size > MAX_ITEMS) throw new Refusal('BAD', `FETCH takes ${MAX_ITEMS} data items at the most`)
    // RFC 8970 §4.1: a hint that it may be left out.
    const next = tokens[i + 1]
    if (item.type === 'PREVIEW' && isList(next)) {
      if (next.length !== 1 || atomOf(next[0])?.toUpperCase() !== 'LAZY')
        throw new Refusal('BAD', 'PREVIEW has no modifier but LAZY')
      i++
    }
  }
  return [...items.values()]
}

/** False when what a list knows of a message is enough. */
export function needsMessage(items: readonly FetchItem[]): boolean {
  return items.some(({ type }) => !SIMPLE.some((simple) => simple === type))
}

export function setsSeen(items: readonly FetchItem[]): boolean {
  return items.some((item) => 'peek' in item && !item.peek)
}

function readItem(token: Token): FetchItem {
  if (token === null || isList(token) || token.type !== 'ATOM')
    throw new Refusal('BAD', 'A data item is an atom such as FLAGS or BODY[TEXT]')
  const name = token.value.toUpperCase()
  if (token.section) return readBracketed(name, token, token.section)
  // imapflow's parser knows no section of this one.
  const [, path] = /^BINARY\.SIZE\[(.*)\]$/.exec(name) ?? []
  if (path !== undefined) return { type: 'binary size', label: name, path: readBinaryPath(path) }
  const older = OLDER.get(name)
  if (older) return { type: 'section', label: name, path: '', fields: new Set(), ...older }
  const known = [...SIMPLE, ...OTHERS].find((plainName) => plainName === name)
  if (known) return plain(known)
  if (MACROS.has(name)) throw new Refusal('BAD', `${name} stands alone, not in a list`)
  throw new Refusal('BAD', `Unknown data item ${printable(token.value)}`)
}

function readBracketed(name: string, token: ValueToken, section: readonly Token[]): FetchItem {
  const [base, peek] = name.endsWith('.PEEK') ? [name.slice(0, -'.PEEK'.length), true] : [name, false]
  const { partial, suffix } = readPartial(token.partial)
  if (base === 'BODY') {
    const { written, ...spec } = readSection(section)
    return { type: 'section', label: `BODY[${written}]${suffix}`, peek, ...spec, partial }
  }
  if (base === 'BINARY' && section.length <= 1) {
    const path = section.length === 0 ? '' : readBinaryPath(atomOf(section[0]) ?? '?')
    return { type: 'binary', label: `BINARY[${path}]${suffix}`, peek, path, partial }
  }
  throw new Refusal('BAD', `${printable(token.value)} has no section like that`)
}

function plain(name: PlainName): PlainItem {
  return { type: name, label: name }
}

function isList(token: Token | undefined): token is readonly Token[] {
  return Array.isArray(token)
}

function atomOf(token: Token | undefined): string | undefined {
  return token && !isList(token) && token.type === 'ATOM' && !token.section ? token.value : undefined
}

/** Text of an answer: one line of ASCII. */
function printable(value: string): string {
  return value.slice(0, 60).replace(/[^ -~]/g, '?')
}

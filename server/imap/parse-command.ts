/**
 * What a command says: its tag, its name, and its arguments as imapflow's parser reads them. That parser is made for what servers
 * send, so whatever a client may send beyond it is put into other words for it here, and nowhere else.
 */
import { isUtf8 } from 'node:buffer'
import { parser } from 'imapflow/lib/handler/imap-handler.js'
import type { ImapAttribute } from 'imapflow/lib/handler/types.js'
import type { CommandText } from './read-command.ts'
import { Refusal } from './refusal.ts'
import type { Token, ValueToken } from './token.ts'

/** Beyond any command of a client that keeps to 64 KiB of it. */
const MAX_TOKENS = 40_000
const MAX_DEPTH_NOTE = 'parentheses within each other'
/** Any character of an atom and `]`, without `+` (RFC 9051 §9: tag). */
const TAG = /^(?:(?![(){%*"\\+])[!-~]){1,255}(?= |$)/
const NAME = / +(UID +[A-Z]+|[A-Z0-9]+)(?= |$)/iy
/** A quoted string, whole, or what stands between spaces and parentheses. */
const ATOMS = /"(?:[^"\\]|\\.)*"?|[^ ()"]+/gs
const COMMANDS_WITH_PATTERNS = new Set(['LIST', 'LSUB'])
/** Where NIL is no name (RFC 2971 §3.1). */
const COMMANDS_WITH_NIL = new Set(['ID'])

export interface CommandHead {
  /** `*` when there is none that could be answered. */
  tag: string
  /** In capitals, `UID FETCH` as one; empty when there is none. */
  name: string
  /** What stands behind it. */
  rest: string
}

export function readHead(text: string): CommandHead {
  const [tag = '*'] = TAG.exec(text) ?? []
  NAME.lastIndex = tag === '*' ? 0 : tag.length
  const [whole = '', name = ''] = NAME.exec(text) ?? []
  if (tag === '*' || name === '') return { tag, name: '', rest: '' }
  return { tag, name: name.toUpperCase().replace(/ +/, ' '), rest: text.slice(tag.length + whole.length) }
}

/** @throws {Refusal} BAD */
export async function parseArguments({ name, rest }: CommandHead, literals: CommandText['literals']): Promise<Token[]> {
  if (rest.trim() === '') return []
  if (/[\0\r\n]/.test(rest.replace(/\}\r\n/g, ''))) throw new Refusal('BAD', 'A command holds no NUL, CR or LF')
  // The name would have it read the rest in ways that are meant for answers.
  const line = `A X ${toAnswerGrammar(name, rest.trimStart())}`
  try {
    const { attributes = [] } = await parser(line, { literals, literalPlus: true, maxResponseTokens: MAX_TOKENS })
    return attributes.map(toToken)
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code === undefined) throw error
    const said = code === 'MAX_IMAP_NESTING_REACHED' ? `Too many ${MAX_DEPTH_NOTE}` : message.replace(/ \[E\d+.*$/, '')
    throw new Refusal('BAD', `Cannot read the arguments: ${said}`)
  }
}

/** What its parser takes for something else, or not at all, in words that it reads as what is meant. */
function toAnswerGrammar(name: string, rest: string): string {
  return rest.replace(ATOMS, (atom) => {
    if (atom.startsWith('"')) return atom
    // The name of a mailbox, a user or a password may be NIL, which the parser takes for none.
    if (/^nil$/i.test(atom)) return COMMANDS_WITH_NIL.has(name) ? atom : `"${atom}"`
    // Wildcards are part of what LIST asks for, without quotes (RFC 9051 §9: list-mailbox).
    if (/[%*]/.test(atom) && COMMANDS_WITH_PATTERNS.has(name)) return `"${atom}"`
    // `*` alone among others in a set is legal (RFC 9051 §9: sequence-set), and the same as `*:*`.
    if (/^[\d:,*]*,[\d:,*]*$/.test(atom)) return atom.replace(/(?<=^|,)\*(?=,|$)/g, '*:*')
    return atom
  })
}

function toToken(attribute: ImapAttribute): Token {
  if (attribute === null) return null
  if (Array.isArray(attribute)) return attribute.map(toToken)
  const { type, value, section, partial } = attribute
  return {
    type: type as ValueToken['type'],
    value: toText(value ?? ''),
    ...(section && { section: section.map(toToken) }),
    ...(partial && { partial }),
  }
}

/** Octets that are no UTF-8 stay what they are, one by one, so that a password keeps all of them. */
function toText(value: string | Buffer | number): string {
  const octets = Buffer.isBuffer(value) ? value : Buffer.from(String(value), 'latin1')
  return octets.toString(isUtf8(octets) ? 'utf8' : 'latin1')
}

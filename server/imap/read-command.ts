/**
 * One command of a client, as it is framed: lines, and the literals between them (RFC 9051 §4.3). The mail of APPEND is left to be
 * read by whoever keeps it. Knows nothing of what commands mean.
 */
import { LIMITS } from '../limits.ts'
import type { LineInput } from '../lines/line-input.ts'

/** Octets stand as characters U+0000 to U+00FF, so that none is lost. */
export interface CommandText {
  /** Markers of literals stay in it, each with CRLF after it. */
  text: string
  literals: Buffer[]
  /** What APPEND brings, still to be read. */
  message: AnnouncedLiteral | undefined
}

export interface AnnouncedLiteral {
  octets: number
  /** The client waits to be asked for it. */
  isAwaited: boolean
  /** `~{…}`: may hold NUL (RFC 3516 §4.4). */
  isBinary: boolean
}

/** Why there is no command. */
export interface CommandFault {
  /** As much as is known of it: its tag is in there. */
  text: string
  fault: string
  /** Where the next command begins is not known. */
  isLost: boolean
}

export interface CommandReading {
  input: LineInput
  /** Tells of each line, without its end. */
  onLine: (line: string, isFirst: boolean) => void
  onLiteral: (octets: number) => void
  /** Asks for a literal. */
  proceed: () => Promise<void>
}

const LINE_OCTETS = LIMITS.imap.commandLine.value
const LITERAL_OCTETS = LIMITS.imap.literal.value
const REFUSED_OCTETS = LIMITS.imap.refusedLiteral.value
const MARKER = /(~?)\{(\d{1,15})(\+?)\}$/
const QUOTED = /"(?:[^"\\]|\\.)*"/gs
/** Something stands before the literal beside `(` and `UTF8 (` (RFC 6855 §4): the name of the mailbox. */
const HAS_MAILBOX = /^[^ ]+ +APPEND +[^ ~]/i

/** @throws {InputEnded} */
export async function readCommand({ input, onLine, onLiteral, proceed }: CommandReading): Promise<CommandText | CommandFault> {
  const literals: Buffer[] = []
  let text = ''
  let held = 0
  let fault: string | undefined
  for (;;) {
    const octets = await input.line(LINE_OCTETS - Math.min(text.length, LINE_OCTETS))
    // How it ended is not known: what follows may be a literal.
    if (!octets) return { text, fault: `A command has ${LINE_OCTETS} octets at the most, literals not counted`, isLost: true }
    const line = octets.toString('latin1')
    onLine(line, text === '')
    text += line
    const marker = findMarker(line)
    if (!marker) return fault === undefined ? { text, literals, message: undefined } : { text, fault, isLost: false }
    if (fault === undefined && HAS_MAILBOX.test(text.slice(0, -marker.length)))
      return { text: text.slice(0, -marker.length), literals, message: marker.literal }
    const { octets: count, isAwaited } = marker.literal
    if (held + count > LITERAL_OCTETS) fault = `Literals of one command have ${LITERAL_OCTETS} octets at the most`
    if (fault !== undefined && isAwaited) return { text, fault, isLost: false }
    if (fault !== undefined && count > REFUSED_OCTETS) return { text, fault, isLost: true }
    if (isAwaited) await proceed()
    const pieces: Buffer[] = []
    for await (const piece of input.octets(count)) if (fault === undefined) pieces.push(piece)
    onLiteral(count)
    held += count
    literals.push(Buffer.concat(pieces))
    text += '\r\n'
  }
}

/** @returns undefined where the line ends the command */
function findMarker(line: string): { length: number; literal: AnnouncedLiteral } | undefined {
  const [marker, tilde, octets, plus] = MARKER.exec(line) ?? []
  if (marker === undefined) return undefined
  // In a quoted string it is text; one that does not end is a mistake, whatever is in it.
  if (line.slice(0, -marker.length).replace(QUOTED, '').includes('"')) return undefined
  return { length: marker.length, literal: { octets: Number(octets), isAwaited: plus === '', isBinary: tilde === '~' } }
}

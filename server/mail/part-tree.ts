/**
 * The MIME structure of mail data (RFC 2045, RFC 2046) in one pass, with octet offsets: a part can then be cut from the
 * stored octets without parsing again. Messages in messages are read too, as far as no encoding hides them. Decodes
 * nothing. Never throws; what it cannot make out it leaves as one leaf.
 */
import libmime from 'libmime'
import { LIMITS } from '../limits.ts'
import type { StoredPart } from '../store/store.ts'
import { decodeField, decodeFields } from './decode-field.ts'
import { findBodyOffset, firstField, type RawField } from './header-section.ts'
import { type BodyMeasure, measureBody, NOT_ENCODED } from './measure-body.ts'
import { isReadableMessage } from './readable-parts.ts'

/** Limits of DESIGN §2, promise 9: what lies beyond stays in its parent's octets. */
export const MAX_PARTS = LIMITS.mail.parts.value
export const MAX_DEPTH = LIMITS.mail.depth.value
/** Of a part's header section, as much as is looked at. */
export const MAX_HEADER_OCTETS = LIMITS.mail.headerSection.value

const LF = 0x0a
const CR = 0x0d
const HYPHEN = 0x2d
/** Transport may add blanks to a line (RFC 2046 §5.1.1). */
const BLANKS = new Set<number | undefined>([0x09, LF, CR, 0x20])
const DASH_LINE = Buffer.from('\n--')

/** What was met of a part and is not stored of it. */
export interface ScannedPart {
  part: StoredPart
  fields: RawField[]
  /** Its octets as latin1; empty where none is declared, and for what is no multipart. */
  boundary: string
  /** Parts that began in it. */
  children: number
  isClosed: boolean
  measure: BodyMeasure
}

export interface PartTree {
  /** Root first, then in document order. */
  parts: StoredPart[]
  /** The same, in the same order. */
  scanned: ScannedPart[]
  /** Header section of the root. */
  fields: RawField[]
  limitReached: boolean
}

/** A part that holds parts, and that a delimiter of its own or of an outer one ends. */
interface OpenPart {
  scanned: ScannedPart
  /** Its octets as latin1. A message has none: its end is that of the part around it. */
  boundary: string | undefined
}

interface Delimiter {
  /** Start of the delimiter line. */
  lineStart: number
  lineEnd: number
  level: number
  closes: boolean
}

export function scanParts(mailData: Buffer): PartTree {
  const all: ScannedPart[] = []
  const open: OpenPart[] = []
  let leaf: StoredPart | undefined
  let limitReached = false
  /** Behind the header section that was read last. */
  let position = 0

  function startPart(start: number, path: string): void {
    const scanned = readPart(start, path)
    if (all.length === 0 && !isMultipart(scanned.part)) scanned.part.path = '1'
    all.push(scanned)
    openPart(scanned)
  }

  function readPart(start: number, path: string): ScannedPart {
    position = findPartBody(mailData, start, open)
    const fields = decodeFields(mailData.subarray(start, Math.min(position, start + MAX_HEADER_OCTETS)))
    // RFC 2046 §5.1.5
    const isOfDigest = open.at(-1)?.scanned.part.contentType === 'multipart/digest'
    return describePart(fields, start, position, path, isOfDigest ? 'message/rfc822' : 'text/plain')
  }

  /** Until something inside begins, a part is a leaf. */
  function openPart(scanned: ScannedPart): void {
    const { part, boundary } = scanned
    leaf = part
    const holdsMessage = isReadableMessage(part) && !isEmpty(part)
    if (!holdsMessage && boundary === '') return
    if (open.length >= MAX_DEPTH || (holdsMessage && all.length >= MAX_PARTS)) {
      limitReached = true
      return
    }
    leaf = undefined
    open.push({ scanned, boundary: holdsMessage ? undefined : boundary })
    if (holdsMessage) startEmbedded(part)
  }

  /** Sections of a message in a message are numbered as if the message were a multipart (RFC 9051 §6.4.5.1). */
  function startEmbedded({ path, bodyOffset }: StoredPart): void {
    const embedded = readPart(bodyOffset, path)
    // A multipart here has no number of its own: its parts hang from the message.
    if (embedded.boundary === '') {
      embedded.part.path = `${path}.1`
      all.push(embedded)
    }
    openPart(embedded)
  }

  /** The line break before a delimiter is not of the body either. */
  function isEmpty({ bodyOffset }: StoredPart): boolean {
    if (bodyOffset >= mailData.length || delimiterAt(mailData, bodyOffset, open)) return true
    const lf = mailData[bodyOffset] === CR ? bodyOffset + 1 : bodyOffset
    return mailData[lf] === LF && delimiterAt(mailData, lf + 1, open) !== undefined
  }

  startPart(0, '')
  while (open.some(({ boundary }) => boundary)) {
    const delimiter = nextDelimiter(mailData, position, open)
    if (!delimiter) break
    const { level, lineStart, lineEnd, closes } = delimiter
    if (leaf) endPart(leaf, beforeLine(mailData, lineStart))
    for (const inner of open.splice(level + 1)) endPart(inner.scanned.part, beforeLine(mailData, lineStart))
    leaf = undefined
    position = lineEnd
    const owner = open[level]?.scanned
    if (!owner) break
    if (closes) {
      owner.isClosed = true
      leaf = owner.part // what follows is its epilogue, so its body ends where a leaf's would
      open.length = level
    } else if (all.length >= MAX_PARTS) {
      limitReached = true
      break
    } else {
      owner.children++
      startPart(lineEnd, owner.part.path === '' ? String(owner.children) : `${owner.part.path}.${owner.children}`)
    }
  }
  if (leaf) endPart(leaf, mailData.length)
  for (const { scanned } of open) endPart(scanned.part, mailData.length)

  for (const scanned of all) {
    const { part } = scanned
    scanned.measure = measureBody(mailData.subarray(part.bodyOffset, part.bodyOffset + part.bodyOctets), part)
    part.sizeOctets = scanned.measure.decodedOctets
  }
  return { parts: all.map(({ part }) => part), scanned: all, fields: all[0]?.fields ?? [], limitReached }
}

/** Behind the first empty line; a part may lack it, and so a body: then it ends where a delimiter stands. */
function findPartBody(mailData: Buffer, start: number, open: readonly OpenPart[]): number {
  return findBodyOffset(mailData, start, mailData.length, (lineStart) => delimiterAt(mailData, lineStart, open) !== undefined)
}

function endPart(part: StoredPart, end: number): void {
  part.bodyOctets = Math.max(0, end - part.bodyOffset)
}

/** The line break before a delimiter belongs to the delimiter (RFC 2046 §5.1.1). */
function beforeLine(mailData: Buffer, lineStart: number): number {
  if (mailData[lineStart - 1] !== LF) return lineStart
  return mailData[lineStart - 2] === CR ? lineStart - 2 : lineStart - 1
}

/** The next line at or after `from` that delimits one of the open multiparts; the innermost wins. */
function nextDelimiter(mailData: Buffer, from: number, open: readonly OpenPart[]): Delimiter | undefined {
  if (open.length === 0) return undefined
  for (let search = from; search <= mailData.length; ) {
    const isLineStart = search === 0 || mailData[search - 1] === LF
    const found =
      isLineStart && mailData[search] === HYPHEN && mailData[search + 1] === HYPHEN
        ? search
        : mailData.indexOf(DASH_LINE, search) + 1
    if (found === 0) return undefined
    const delimiter = delimiterAt(mailData, found, open)
    if (delimiter) return delimiter
    search = found + 2
  }
  return undefined
}

/** One line is read once for all boundaries: there may be a hundred of them, and lines of dashes without end. */
function delimiterAt(mailData: Buffer, lineStart: number, open: readonly OpenPart[]): Delimiter | undefined {
  if (open.length === 0 || mailData[lineStart] !== HYPHEN || mailData[lineStart + 1] !== HYPHEN) return undefined
  const lf = mailData.indexOf(LF, lineStart)
  const lineEnd = lf < 0 ? mailData.length : lf + 1
  let textEnd = lineEnd
  while (BLANKS.has(mailData[textEnd - 1])) textEnd--
  const line = mailData.toString('latin1', lineStart + 2, textEnd)
  for (let level = open.length - 1; level >= 0; level--) {
    const boundary = open[level]?.boundary
    if (line === boundary) return { lineStart, lineEnd, level, closes: false }
    if (boundary !== undefined && line.length === boundary.length + 2 && line.endsWith('--') && line.startsWith(boundary))
      return { lineStart, lineEnd, level, closes: true }
  }
  return undefined
}

function describePart(
  fields: RawField[],
  headerOffset: number,
  bodyOffset: number,
  path: string,
  defaultType: string,
): ScannedPart {
  const type = parseParameters(firstField(fields, 'Content-Type'))
  const disposition = parseParameters(firstField(fields, 'Content-Disposition'))
  // What is no token is no disposition (RFC 2183 §2).
  const kind = /^[\w!#$%&'*+.^`{|}~-]+$/.test(disposition.value) ? disposition.value.toLowerCase() : ''
  const filename = decodeField(disposition.params.filename ?? type.params.name ?? '')
  const part: StoredPart = {
    path,
    contentType: toContentType(type.value, filename, defaultType),
    disposition: kind === 'inline' ? 'inline' : kind === '' ? '' : 'attachment', // an unknown one is an attachment, RFC 2183 §2.8
    filename,
    contentId: firstField(fields, 'Content-ID').replace(/^<|>$/g, ''),
    // An address is folded where it is long, and has no blanks of its own (RFC 2557 §4.4.1).
    contentLocation: firstField(fields, 'Content-Location').replace(/\s+/g, ''),
    encoding: firstField(fields, 'Content-Transfer-Encoding').toLowerCase() || '7bit',
    charset: type.params.charset ?? '',
    charsetUsed: '',
    sizeOctets: 0,
    headerOffset,
    bodyOffset,
    bodyOctets: 0,
  }
  // It cannot end in blanks: those would be the line's.
  const declared = isMultipart(part) ? (type.params.boundary ?? '').trimEnd() : ''
  const boundary = Buffer.from(declared).toString('latin1')
  return { part, fields, boundary, children: 0, isClosed: false, measure: NOT_ENCODED }
}

export function isMultipart({ contentType }: Pick<StoredPart, 'contentType'>): boolean {
  return contentType.startsWith('multipart/')
}

/** Undeclared, a file is what its name says; anything else is the default, as what cannot be read is text (RFC 2045 §5.2). */
function toContentType(declared: string, filename: string, defaultType: string): string {
  if (/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(declared)) return declared.toLowerCase()
  const [, extension] = /\.(\w+)$/.exec(filename) ?? []
  if (declared !== '') return 'text/plain'
  return extension === undefined ? defaultType : libmime.detectMimeType(extension)
}

/** `value; name=value` with RFC 2231 continuations and charsets undone. */
export function parseParameters(field: string): { value: string; params: Record<string, string> } {
  const { value, params } = libmime.parseHeaderValue(field)
  return { value: String(value ?? ''), params: params as Record<string, string> }
}

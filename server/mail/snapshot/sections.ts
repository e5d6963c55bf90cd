/** A mail in four lists of lines, masked or as it is: what snapshots show and comparisons compare. */
import type { StoredPart } from '../../store/store.ts'
import { findCodes } from '../codes.ts'
import type { MessageContent } from '../content.ts'
import { readHtml } from '../html-tree.ts'
import { visibleText } from '../visible-text.ts'
import { type HeaderLine, headerLines } from './header-lines.ts'
import { createMasker, type Masker, NO_MASK } from './mask-values.ts'
import { contentIdOf, normaliseHtml } from './normalise-html.ts'
import { findReferenceNumbers } from './reference-numbers.ts'

export interface SnapshotRequest extends MessageContent {
  subject: string
  parts: StoredPart[]
}

export interface PartLine {
  path: string
  contentType: string
  disposition: string
  filename: string
  contentId: string
  /** Of parts whose size says something: undefined for containers, and for what is generated when sizes are masked. */
  sizeOctets: number | undefined
}

export interface Sections {
  headers: HeaderLine[]
  text: string[]
  html: string[]
  parts: PartLine[]
  /** Text, HTML or parts are longer than what is here. */
  isCut: boolean
}

/** Together with the HTML's own limit, what a thread works off in a second or two. */
const MAX_TEXT_CHARACTERS = 500_000
const MAX_HTML_CHARACTERS = 2_000_000
const MAX_VISIBLE_CHARACTERS = 100_000
const MAX_PARTS = 1000
/** What programs write anew for each mail often differs in size: documents with a date in them, invitations. */
const STABLE_SIZE = /^(image|font|audio|video)\//

export function readSections({ subject, text, html, headers, parts }: SnapshotRequest, isMasked: boolean): Sections {
  const start = html.slice(0, MAX_HTML_CHARACTERS)
  const document = readHtml(start)
  // Of the HTML, as for `codes` of the message: the tree may read misnested tags in another way.
  const codes = isMasked ? findCodes({ subject, text, html: start }).map(({ value }) => value) : []
  const numbers = isMasked ? findReferenceNumbers([subject, text, visibleText(document, MAX_VISIBLE_CHARACTERS)]) : []
  const masker = isMasked ? createMasker({ codes, numbers }) : NO_MASK
  // In this order, since it is that of the numbers.
  const header = headerLines(headers, masker)
  const textLines = toLines(masker.text(text.slice(0, MAX_TEXT_CHARACTERS)))
  const normal = normaliseHtml(document, masker, codes)
  return {
    headers: header,
    text: textLines,
    html: html === '' ? [] : normal.lines,
    parts: parts.slice(0, MAX_PARTS).map((part) => toPartLine(part, masker)),
    isCut: normal.isCut || text.length > MAX_TEXT_CHARACTERS || html.length > MAX_HTML_CHARACTERS || parts.length > MAX_PARTS,
  }
}

function toLines(text: string): string[] {
  const trimmed = text.replace(/\r\n?/g, '\n').trimEnd()
  return trimmed === '' ? [] : trimmed.split('\n').map((line) => line.trimEnd())
}

function toPartLine(part: StoredPart, masker: Masker): PartLine {
  const { path, contentType, disposition, filename, contentId, sizeOctets } = part
  const isSized = masker === NO_MASK ? !contentType.startsWith('multipart/') : STABLE_SIZE.test(contentType)
  return {
    ...{ path, contentType, disposition },
    filename: masker.text(filename),
    contentId: contentId && masker.as('cid', contentIdOf(contentId)),
    sizeOctets: isSized ? sizeOctets : undefined,
  }
}

/** What people read: its charset (RFC 2045 §5, RFC 2046 §4.1.2), and whether there is text beside the HTML. */
import { isAscii, isUtf8 } from 'node:buffer'
import { decodeTransfer } from '../body-text.ts'
import { findCharset } from '../charset.ts'
import type { ScannedPart } from '../part-tree.ts'
import { isReadable } from '../readable-parts.ts'
import type { MailToCheck } from './mail-to-check.ts'
import { nameOf, quote, type Report } from './report.ts'

/** 102 kB, as Gmail counts. */
const MAX_HTML_OCTETS = 102 * 1024
/** One octet a character: UTF-8 declared as such a charset can be told with confidence. */
const SINGLE_OCTET = /^(?:iso-8859|windows-12|koi8|macintosh|x-mac)/

export function checkText(mail: MailToCheck, report: Report): void {
  const { text, html, ownParts } = mail
  const readable = ownParts.filter(({ part }) => part.contentType.startsWith('text/') && isReadable(part))
  for (const scanned of readable) checkCharset(mail, scanned, report)

  const htmlPart = readable.find(({ part }) => part.contentType === 'text/html')?.part
  if (!htmlPart || html.trim() === '') return
  const place = { part: htmlPart.path, offset: htmlPart.headerOffset }
  if (text.trim() === '') report('html-without-text', 'There is no text beside the HTML', place)
  const octets = html.length > MAX_HTML_OCTETS / 3 ? Buffer.byteLength(html) : 0
  if (octets > MAX_HTML_OCTETS) report('html-clipped', `The HTML has ${octets.toLocaleString('en')} octets`, place)
}

function checkCharset(mail: MailToCheck, { part, measure }: ScannedPart, report: Report): void {
  const { charset, charsetUsed, contentType, encoding, bodyOffset, bodyOctets } = part
  const place = { part: part.path, offset: bodyOffset }
  const wrong = (why: string) => report('wrong-charset', `${nameOf(part)} declares ${quote(charset)} and ${why}`, place)
  const declared = findCharset(charset, contentType === 'text/plain')

  if (charset !== '' && !declared) report('unknown-charset', `${nameOf(part)} declares ${quote(charset)}`, place)
  // What broken base64 gives is in no charset.
  else if (encoding === 'base64' && (measure.strays > 0 || measure.goesOnAfterPadding || measure.isIncomplete)) return
  else if (charset === '' && charsetUsed !== '')
    report('undeclared-charset', `${nameOf(part)} names no charset; it is read as ${charsetUsed}`, place)
  else if (charsetUsed !== '') wrong(`is read as ${charsetUsed}`)
  else if (mail.lossy.has(part.path)) wrong('holds octets that mean nothing there')
  else if (declared && SINGLE_OCTET.test(declared.name)) {
    // Any octets are text there, so this is the only charset of which reading it again tells anything.
    const octets = decodeTransfer(mail.mailData.subarray(bodyOffset, bodyOffset + bodyOctets), encoding)
    if (!isAscii(octets) && isUtf8(octets)) wrong('is UTF-8')
  }
}

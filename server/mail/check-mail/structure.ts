/** How the parts of a mail are put together and named (RFC 2046 §5.1, RFC 2045 §7, RFC 2183, RFC 2392). */
import type { StoredPart } from '../../store/store.ts'
import { MAX_FIELDS } from '../header-section.ts'
import { foldContentId } from '../inline-parts.ts'
import { isMultipart, MAX_DEPTH, MAX_HEADER_OCTETS, MAX_PARTS, type ScannedPart } from '../part-tree.ts'
import { isAttachment, isReadable } from '../readable-parts.ts'
import type { MailToCheck } from './mail-to-check.ts'
import { nameOf, quote, type Report } from './report.ts'

export function checkStructure(mail: MailToCheck, report: Report): void {
  if (mail.tree.limitReached) report('mime-limit', `Only the first ${MAX_PARTS} parts, ${MAX_DEPTH} levels deep, are listed`)
  if (hasUnreadFields(mail))
    report(
      'mime-limit',
      `Only the first ${MAX_FIELDS.toLocaleString('en')} header fields are read, in ${MAX_HEADER_OCTETS} octets`,
    )
  for (const scanned of mail.ownParts) if (isMultipart(scanned.part)) checkMultipart(mail, scanned, report)
  checkContentIds(mail, report)
  checkInlineParts(mail, report)
  checkNames(mail, report)
}

function hasUnreadFields({ mailData, tree: { parts, fields } }: MailToCheck): boolean {
  const end = parts[0]?.bodyOffset ?? 0
  if (end > MAX_HEADER_OCTETS) return true
  if (fields.length < MAX_FIELDS) return false
  const last = mailData.toString('latin1', fields.at(-1)?.offset, end)
  return /\n(?![ \t])[^\r\n]/.test(last)
}

function checkMultipart({ tree }: MailToCheck, { part, boundary, children, isClosed }: ScannedPart, report: Report): void {
  const { path, headerOffset: offset } = part
  const place = { part: path, offset }
  if (boundary === '') report('missing-boundary', `${nameOf(part)} is ${part.contentType} and names no boundary`, place)
  // Where a limit ended the scan, nobody has looked for the rest.
  else if (tree.limitReached) return
  else if (children === 0) report('boundary-not-found', `${nameOf(part)} names the boundary ${quote(boundary)}`, place)
  else if (!isClosed) report('multipart-not-closed', `${nameOf(part)} ends without ${quote(`--${boundary}--`)}`, place)
}

function checkContentIds({ ownParts }: MailToCheck, report: Report): void {
  const seen = new Set<string>()
  for (const { part } of ownParts) {
    if (part.contentId === '') continue
    const folded = foldContentId(part.contentId)
    if (seen.has(folded)) report('duplicate-content-id', `${nameOf(part)} has ${quote(part.contentId)} again`, placeOf(part))
    seen.add(folded)
  }
}

function checkInlineParts({ tree: { parts }, missingInline }: MailToCheck, report: Report): void {
  const place = placeOf(parts.find((part) => part.contentType === 'text/html' && isReadable(part)))
  for (const contentId of missingInline) report('missing-inline-part', `${quote(`cid:${contentId}`)} stands in the HTML`, place)
}

function checkNames({ ownParts, shownInline }: MailToCheck, report: Report): void {
  for (const { part } of ownParts) {
    if (part.filename !== '' || !isAttachment(part)) continue
    if (needsNoName(part) || shownInline.has(part)) continue
    report('attachment-without-name', `${nameOf(part)}, ${part.contentType}, has none`, placeOf(part))
  }
}

/** What readers name by its subject, show in place, or handle without showing it. */
function needsNoName({ contentType, disposition, contentId }: StoredPart): boolean {
  if (/^message\/|\/(?:rfc822-headers|(?:x-)?pkcs7-\w+|pgp-\w+)$/.test(contentType)) return true
  return disposition !== 'attachment' && (contentId !== '' || contentType.startsWith('text/'))
}

function placeOf(part: StoredPart | undefined): { part?: string; offset?: number } {
  return part ? { part: part.path, offset: part.headerOffset } : {}
}

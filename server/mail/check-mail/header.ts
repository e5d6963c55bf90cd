/** What is wrong with header fields as fields, whatever they say: of the mail and of its parts. */
import { isAscii, isUtf8 } from 'node:buffer'
import { hasBadWords } from '../decode-field.ts'
import type { ScannedPart } from '../part-tree.ts'
import type { MailToCheck } from './mail-to-check.ts'
import { quote, type Report } from './report.ts'

/** Once at most (RFC 5322 §3.6, RFC 2369 §3, RFC 8058 §3.1). */
const ONCE_IN_MAIL = new Set([
  ...['date', 'from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'message-id', 'in-reply-to', 'references', 'subject'],
  ...['list-unsubscribe', 'list-unsubscribe-post'],
])
/** Once at most, in the mail and in each part (RFC 2045 §3, RFC 2183 §2). */
const ONCE_IN_PART = new Set(['content-type', 'content-transfer-encoding', 'content-disposition', 'content-id'])

export function checkHeader(mail: MailToCheck, report: Report): void {
  checkMissing(mail, report)
  const [root] = mail.ownParts
  for (const scanned of mail.ownParts) {
    checkFields(scanned, scanned === root, report)
    if (!mail.isAscii) check8Bit(mail, scanned, scanned === root, report)
  }
  checkEncodedWords(mail, report)
}

function checkMissing({ fields, from, subject }: MailToCheck, report: Report): void {
  const check = (rule: Parameters<Report>[0], name: string, isEmpty: (body: string) => boolean) => {
    const [field] = fields.get(name.toLowerCase()) ?? []
    if (!field) report(rule, `There is no ${name} field`)
    else if (isEmpty(field.body)) report(rule, `The ${name} field is empty`, { offset: field.offset })
  }
  const isBlank = (body: string) => body.trim() === ''
  check('missing-date', 'Date', isBlank)
  check('missing-from', 'From', () => from.length === 0)
  check('missing-message-id', 'Message-ID', isBlank)
  check('missing-subject', 'Subject', () => subject === '')
}

function checkFields({ part, fields }: ScannedPart, isRoot: boolean, report: Report): void {
  const seen = new Set<string>()
  for (const { name, raw, offset } of fields) {
    const place = { ...(!isRoot && { part: part.path }), offset: part.headerOffset + offset }
    if (name === '') {
      if (isRoot && offset === 0 && raw.startsWith('From ')) report('mbox-line', `${quote(raw)} comes first`, place)
      else report('malformed-header-line', `${quote(raw)} is no field`, place)
      continue
    }
    if (raw[name.length] !== ':') report('space-before-colon', `A blank follows the name ${quote(name)}`, place)
    if (raw.includes('\n') && /\n[ \t]*\r?(?:\n|$)/.test(raw))
      report('bad-folding', `${quote(name)} goes on in a line of nothing but blanks`, place)
    const folded = name.toLowerCase()
    if (!ONCE_IN_PART.has(folded) && !(isRoot && ONCE_IN_MAIL.has(folded))) continue
    if (seen.has(folded)) report('repeated-field', `There is another ${name} field`, place)
    seen.add(folded)
  }
}

function check8Bit({ mailData, arrival }: MailToCheck, { part, fields }: ScannedPart, isRoot: boolean, report: Report): void {
  if (isAscii(mailData.subarray(part.headerOffset, part.bodyOffset))) return
  for (const [index, { name, offset }] of fields.entries()) {
    const start = part.headerOffset + offset
    const next = fields[index + 1]
    const octets = mailData.subarray(start, next ? part.headerOffset + next.offset : part.bodyOffset)
    if (isAscii(octets)) continue
    const place = { ...(!isRoot && { part: part.path }), offset: start }
    const what = name === '' ? 'A line of the header section' : `The field ${quote(name)}`
    if (!isUtf8(octets)) report('header-not-utf8', `${what} is neither US-ASCII nor UTF-8`, place)
    else if (!arrival?.hasSmtpUtf8) report('undeclared-8bit-header', `${what} is in UTF-8, without SMTPUTF8`, place)
  }
}

/** In the fields that people see. */
function checkEncodedWords({ fields }: MailToCheck, report: Report): void {
  for (const name of ['subject', 'from', 'reply-to', 'to', 'cc']) {
    const [field] = fields.get(name) ?? []
    if (field?.body.includes('=?') && hasBadWords(field.body))
      report('bad-encoded-word', `${quote(field.body)} in the field ${field.name}`, { offset: field.offset })
  }
}

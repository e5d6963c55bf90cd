/**
 * The rules by which a message earns a finding, and what each means. Their ids are stable: people and tests refer to
 * them. `check-mail/` applies those about what a mail says. docs/findings.md is made from this.
 */
import type { Finding, FindingPlace, FindingSeverity } from '../../shared/model/finding.ts'
import type { StoredFinding } from '../store/store.ts'

/** `error`: readers show it wrong or lose something; `warning`: some do; `info`: worth knowing. */
export const RULES = {
  'parser-failed': ['error', 'Could not be parsed', 'The octets are complete: see the source.'],
  'parser-timeout': ['error', 'Took too long to parse', 'The octets are complete: see the source.'],
  'parser-result-refused': [
    'error',
    'What the parser found could not be stored',
    'The octets are complete: see the source. The log says why.',
  ],
  'mail-data-unreadable': ['error', 'The octets could not be read back', 'The database could not give them to the parser.'],
  damaged: ['error', 'Damaged in the database', 'Other messages are not. Delete it to be rid of it.'],
  'html-too-complex': [
    'warning',
    'HTML that takes too long to read',
    'Codes, links and images in it are not listed. Text and HTML are complete.',
  ],
  'text-too-complex': [
    'error',
    'Text that is too much to decode',
    'Neither text nor HTML can be shown, nor what is found in them. The octets are complete: see the source.',
  ],
  'too-many-mailboxes': [
    'warning',
    'No room for another mailbox',
    'There are 10,000, and this mail went to `default`. Senders that make up a name for each mail may as well use tags.',
  ],
  'tag-rule-stopped': [
    'warning',
    'Tag rule stopped',
    'It may lack tags of that rule. Write its pattern so that it cannot match the same text in many ways.',
  ],
  'mime-limit': [
    'warning',
    'More parts, levels or header fields than are read',
    'What lies beyond stays in the octets, which are complete.',
  ],

  'missing-date': [
    'warning',
    'No Date',
    'A mail says when it was written (RFC 5322 §3.6.1). Readers sort it by arrival instead, and spam filters count it.',
  ],
  'missing-from': ['error', 'No From', 'A mail says who wrote it (RFC 5322 §3.6.2). Without it many servers refuse it.'],
  'missing-message-id': [
    'info',
    'No Message-ID',
    'A mail should carry one (RFC 5322 §3.6.4): replies refer to it. Most servers add it, and then the app does not know it.',
  ],
  'missing-subject': ['warning', 'No Subject', 'Readers list the mail without a subject (RFC 5322 §3.6.5).'],
  'repeated-field': [
    'error',
    'Field occurs more than once',
    'It may stand once (RFC 5322 §3.6, RFC 2045 §3). Readers differ in which they show, and large providers refuse the mail.',
  ],
  'bad-date': ['error', 'Date cannot be read', 'A date looks like “Mon, 23 Nov 2026 10:00:00 +0100” (RFC 5322 §3.3).'],
  'date-without-zone': [
    'warning',
    'Date without a zone',
    'Readers guess the zone and show a wrong time. Write an offset such as “+0100” (RFC 5322 §3.3).',
  ],
  'date-far-off': [
    'warning',
    'Date years off',
    'Readers that sort by Date (RFC 5322 §3.6.1) put the mail where nobody looks for it.',
  ],
  'bad-address': [
    'warning',
    'Address cannot be used',
    'An address is “local-part@domain” (RFC 5322 §3.4.1). Nobody can reply to this one, and some servers refuse the mail.',
  ],
  'malformed-header-line': [
    'error',
    'Line of the header section is no field',
    'A line is “Name: value”, or begins with a blank and goes on the one before (RFC 5322 §2.2). Some readers take all that follows for the body.',
  ],
  'mbox-line': [
    'warning',
    'Begins with a line of an mbox file',
    'The line “From …” belongs to files of mail (RFC 4155), not to a mail: it is no header field (RFC 5322 §2.2), and some servers refuse it.',
  ],
  'bad-folding': [
    'warning',
    'Header field badly folded',
    'A folded field goes on in a line that begins with a blank and holds more than blanks (RFC 5322 §2.2.3, §3.2.2). Some readers end the header section there.',
  ],
  'space-before-colon': [
    'warning',
    'Blank before the colon of a field',
    'Obsolete (RFC 5322 §4.5); some readers and servers do not know the field then.',
  ],
  'undeclared-8bit-header': [
    'warning',
    'Octets above 127 in a header field',
    'UTF-8 there needs SMTPUTF8 all the way (RFC 6531 §3.4, RFC 6532). Else write encoded-words (RFC 2047).',
  ],
  'header-not-utf8': [
    'error',
    'Header field in an unknown charset',
    'Nothing says how to read octets above 127 that are not UTF-8 (RFC 6532 §3.1). Write encoded-words (RFC 2047).',
  ],
  'bad-encoded-word': [
    'error',
    'Encoded-word cannot be decoded',
    'Readers show its code or “�” (RFC 2047 §2): its charset is unknown, its octets do not fit the charset, or blanks stand in it.',
  ],

  'bare-lf': [
    'warning',
    'Line ends in a bare LF',
    'Lines of mail end in CR LF (RFC 5322 §2.3, RFC 5321 §2.3.8). Kept as sent; other servers refuse or rewrite it, and a signature breaks.',
  ],
  'bare-cr': [
    'warning',
    'CR without LF',
    'CR stands only before LF (RFC 5322 §2.3, RFC 5321 §2.3.8). Kept as sent; other servers refuse or rewrite it, and a signature breaks.',
  ],
  'line-too-long': [
    'warning',
    'Line longer than 998 octets',
    'Some servers break such lines, even in the middle of a tag or a link, or refuse the mail (RFC 5322 §2.1.1). Encode as quoted-printable or base64.',
  ],
  'nul-octet': ['error', 'NUL octet', 'A mail holds none (RFC 5322 §4, RFC 2045 §2.7). Readers end the text there or drop it.'],

  'undeclared-8bit-body': [
    'warning',
    'Octets above 127 in a 7-bit body',
    'Declare “Content-Transfer-Encoding: 8bit”, or encode (RFC 2045 §6.2). Some servers clear the eighth bit or refuse the mail.',
  ],
  'unknown-encoding': [
    'error',
    'Unknown Content-Transfer-Encoding',
    'Mail knows 7bit, 8bit, binary, quoted-printable and base64 (RFC 2045 §6.1). Readers show such a part as it was sent, or not at all.',
  ],
  'encoded-multipart': [
    'warning',
    'Multipart declared as encoded',
    'Only the parts in it may be (RFC 2045 §6.4). Some readers try to decode the whole and lose it.',
  ],
  'bad-base64': [
    'warning',
    'Broken base64',
    'Some decoders stop there and lose the rest, others skip it (RFC 2045 §6.8). A text added on the way, or a cut, looks like this.',
  ],
  'bad-quoted-printable': [
    'warning',
    'Broken quoted-printable',
    '“=” begins two hexadecimal digits or ends a line; itself it is “=3D” (RFC 2045 §6.7). Links often break this way.',
  ],
  'undeclared-charset': [
    'warning',
    'Charset not declared',
    'Undeclared text is US-ASCII (RFC 2045 §5.2), and this is not. Readers guess. Declare “charset=utf-8”.',
  ],
  'wrong-charset': ['error', 'Not in the declared charset', 'Readers show wrong characters or “�” (RFC 2045 §2.2, §5.1).'],
  'unknown-charset': [
    'error',
    'Unknown charset',
    'Readers guess, and show wrong characters (RFC 2045 §5.1, RFC 2978). Use utf-8.',
  ],
  'missing-boundary': [
    'error',
    'Multipart without a boundary',
    'Its Content-Type must give one (RFC 2046 §5.1.1). Readers show the source of its parts.',
  ],
  'boundary-not-found': [
    'error',
    'Boundary declared but not found',
    'No part begins where its Content-Type says (RFC 2046 §5.1.1). Readers show an empty mail, or its source.',
  ],
  'multipart-not-closed': [
    'warning',
    'Multipart not closed',
    'Its last boundary, which ends in “--”, is missing (RFC 2046 §5.1.1): the mail may have been cut short.',
  ],
  'duplicate-content-id': [
    'warning',
    'Content-ID given twice',
    'It names one part only (RFC 2045 §7). Readers differ in which image they show.',
  ],
  'missing-inline-part': [
    'error',
    'cid: names no part',
    'No part has that Content-ID (RFC 2392 §2), so readers show a broken image.',
  ],
  'attachment-without-name': [
    'warning',
    'Attachment without a file name',
    'Readers invent one, and people cannot tell what it opens with. Give “Content-Disposition: attachment; filename=…” (RFC 2183 §2.3).',
  ],
  'html-without-text': [
    'info',
    'HTML without a text alternative',
    'Some readers show text only, and some spam filters count it. Send multipart/alternative (RFC 2046 §5.1.4).',
  ],
  'html-clipped': [
    'warning',
    'HTML over 102 kB',
    'Gmail clips it there and hides the rest behind a link. No RFC sets that limit.',
  ],

  'from-envelope-mismatch': [
    'info',
    'From and reverse-path differ in domain',
    'Usual for mail that bounces elsewhere, but SPF then says nothing for the From domain (RFC 7489 §3.1.2).',
  ],
  'recipient-not-in-envelope': [
    'info',
    'Recipient not in the envelope',
    'To or Cc names somebody to whom this transaction brings no copy (RFC 5321 §2.3.1, RFC 5322 §3.6.3).',
  ],
  'blind-recipient': [
    'info',
    'Blind copy',
    'Somebody in the envelope stands in no recipient field: a Bcc (RFC 5322 §3.6.3), or a list.',
  ],

  'bad-list-unsubscribe': [
    'warning',
    'List-Unsubscribe cannot be used',
    'It is a list of URLs in angle brackets, not encoded (RFC 2369 §2). Readers offer no way to unsubscribe.',
  ],
  'list-unsubscribe-scheme': [
    'warning',
    'List-Unsubscribe without https or mailto',
    'Readers offer only these two (RFC 2369 §3.2, RFC 8058 §3.1).',
  ],
  'bad-one-click': [
    'warning',
    'List-Unsubscribe-Post is not one-click',
    'Its value is “List-Unsubscribe=One-Click” and nothing else (RFC 8058 §3.1).',
  ],
  'one-click-without-https': [
    'warning',
    'One-click unsubscribing without an https URL',
    'List-Unsubscribe-Post needs a List-Unsubscribe field with one (RFC 8058 §3.1).',
  ],
  'missing-one-click': [
    'info',
    'Unsubscribing takes more than one click',
    'Large providers ask bulk senders for “List-Unsubscribe-Post: List-Unsubscribe=One-Click” (RFC 8058 §3.1).',
  ],
} as const satisfies Record<string, readonly [FindingSeverity, title: string, meaning: string]>

export type FindingRule = keyof typeof RULES

/** @param said what was found, a sentence without its full stop: what it means follows when it is told */
export function finding(rule: FindingRule, said: string, where?: FindingPlace): StoredFinding {
  return { rule, said, ...(where && { where }) }
}

export function severityOf({ rule }: StoredFinding): FindingSeverity {
  return ruleOf(rule)[0]
}

export function tellFinding(stored: StoredFinding): Finding {
  const [severity, title, meaning] = ruleOf(stored.rule)
  const { rule, said, where } = stored
  return { rule, severity, title, detail: `${said}. ${meaning}`.trim(), ...(where && { where }) }
}

/** One that only another version knows is told all the same. */
function ruleOf(rule: string): readonly [FindingSeverity, string, string] {
  return Object.hasOwn(RULES, rule) ? RULES[rule as FindingRule] : ['info', rule, '']
}

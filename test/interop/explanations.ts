/**
 * Why an answer of ours is another than Dovecot's, with the text that says so. Where `evens` is given, it takes out of both answers
 * what the reason explains, and what is left must be the same; else the reason explains all of it.
 */
import type { Difference } from './tally.ts'

interface Explanation {
  because: string
  area: RegExp
  /** Mails, or commands. */
  subject?: RegExp
  what?: RegExp
  ours?: RegExp
  evens?: (answer: string) => string
}

const replacing = (pattern: RegExp, by: string) => (answer: string) => answer.replace(pattern, by)

const FETCHED: readonly Explanation[] = [
  {
    because: 'a day of one digit stands behind a space or a zero (RFC 9051 §9, date-day-fixed)',
    area: /^INTERNALDATE$/,
    evens: replacing(/" (\d)-/, '"0$1-'),
  },
  {
    because:
      'what stands for a local part or a domain that is missing is the server’s choice: only a group has NIL there (RFC 9051 §7.5.2)',
    area: /^ENVELOPE$/,
    evens: replacing(/"MISSING_(MAILBOX|DOMAIN)"/g, '""'),
  },
  {
    because: 'between commas there may be nothing, and that is no address (RFC 5322 §4.4, obs-addr-list)',
    area: /^ENVELOPE$/,
    evens: replacing(/\(NIL NIL "" ""\) | ?\(NIL NIL "" ""\)/g, ''),
  },
  {
    because: 'unfolding takes the line end away and leaves the white space (RFC 5322 §2.2.3); none belongs to a value at its end',
    area: /^ENVELOPE$/,
    evens: (answer) =>
      answer
        .replace(/(\\t| )+/g, ' ')
        .replace(/ "/g, '"')
        .replace(/" /g, '"'),
  },
  {
    because:
      'a field that may stand once stands twice (RFC 5322 §3.6): ours is the first, as on the page; Dovecot’s the last, or both',
    area: /^ENVELOPE$/,
    subject: /^(made-two-of-each|finding-repeated-field|mime--raw_email_with_(binary_encoded|multipart_mixed_quoted_boundary))$/,
    // Date, subject, and the second author; blanks may be gone already.
    evens: (answer) => answer.replace(/^\("[^"]*" ?"[^"]*"/, '').replace(/(?<="a\.test"\)) ?\(NIL NIL ?"zoe" ?"c\.test"\)/g, ''),
  },
  {
    because: 'it is no address (RFC 5322 §3.4), and each server makes its own of it',
    area: /^ENVELOPE$/,
    subject:
      /^(made-addresses-odd|wrong-object-as-recipient|error--missing_body|plain--(mix_caps_content_type|raw_email_multiple_from|raw_email_with_at_display_name))$/,
    // All that is in lists of addresses.
    evens: replacing(/\(\(.*\)\)( ?\(\))?/, ''),
  },
  {
    because: 'types have no case (RFC 2045 §5.1)',
    area: /^BODY(STRUCTURE)?$/,
    evens: (answer) => answer.toLowerCase(),
  },
  {
    because: 'a disposition has a type (RFC 2183 §2)',
    area: /^BODY(STRUCTURE)?$/,
    evens: replacing(/\("" nil\)/g, 'nil'),
  },
  {
    because: 'the CRLF before a delimiter belongs to it (RFC 2046 §5.1.1), behind the end of an inner multipart too',
    area: /^BODY(STRUCTURE)?$/,
    subject:
      /^(made-message-with-multipart|client-message-in-message-in-message|nested-multipart|attachment--attachment_message_rfc822_inline_image)$/,
    // Octets and lines of the messages.
    evens: replacing(/ \d+/g, ' n'),
  },
  {
    because: 'the CRLF before a delimiter belongs to it (RFC 2046 §5.1.1), behind the end of an inner multipart too',
    area: /^BODY\[n(\.TEXT)?\]$/,
    evens: replacing(/--(\\r|\\n)*"$/, '--"'),
  },
  {
    because: 'the CRLF before a delimiter belongs to it (RFC 2046 §5.1.1), behind a message that is a header alone too',
    area: /^BODY\[n\]$/,
    subject: /^attachment--attachment_message_rfc822_inline_image$/,
    evens: replacing(/(\\r|\\n)*"$/, '"'),
  },
  {
    because: 'a value with blanks or signs in it stands in quotes (RFC 2045 §5.1): where it does not, ours goes to the semicolon',
    area: /^BODY(STRUCTURE)?$/,
    subject: /^(charset-alias-latin1|filename-unquoted-blanks|attachment--attachment_with_unquoted_name)$/,
    evens: replacing(/("(?:charset|name|filename)") "[^"]*"/g, '$1'),
  },
  {
    because: 'what is no type counts as text/plain (RFC 2045 §5.2)',
    area: /^BODY(STRUCTURE)?$/,
    subject: /^wrong-content-type-nonsense$/,
  },
  {
    because: 'an encoding is told as the field has it (RFC 9051 §7.5.2, body encoding), known or not',
    area: /^BODY(STRUCTURE)?$/,
    subject: /^error--content_transfer_encoding_/,
    // It stands before the number of octets.
    evens: replacing(/"[^"]*"(?= \d)/g, ''),
  },
  {
    because:
      'behind a boundary there is nothing but white space (RFC 2046 §5.1.1, delimiter), and one without its quotes goes to the semicolon: the same parts as on the page',
    area: /^(BODY|BINARY)/,
    subject:
      /^(wrong-boundary-in-prefix|mime--raw_email4|mime--raw_email_with_(binary_encoded|illegal_boundary)|plain--raw_email_bad_time)$/,
  },
  {
    because: 'both stop at their own limit of levels',
    area: /^(BODY|BINARY)/,
    subject: /^finding-mime-limit$/,
  },
  {
    because: 'octets are as they came: Dovecot writes 0x80 for a NUL, which a literal may not hold (RFC 9051 §9, CHAR8)',
    area: /^BODY/,
    subject: /^finding-nul-octet$/,
  },
  {
    because: 'a message without an empty line behind its header has none among its fields (RFC 9051 §6.4.5.1, HEADER.FIELDS)',
    area: /HEADER\.FIELDS/,
    subject: /^(made-header-only|attachment--attachment_message_rfc822_inline_image)$/,
    evens: replacing(/(\\r\\n)+"$/, '"'),
  },
  {
    because: 'there is no such part, and NIL says so (RFC 9051 §4.5)',
    area: /^BODY\[n/,
    what: /\[(1\.)?99\]/,
    evens: replacing(/^NIL$/, '""'),
  },
  {
    because: 'a header that its part’s end cuts off (RFC 2046 §5.1.1): ours has the line end, which is the delimiter’s too',
    area: /^BODY\[n\.MIME\]$/,
    subject: /^made-empty-parts$/,
    evens: replacing(/(\\r)?\\n"$/, '"'),
  },
  {
    because: 'BINARY is for parts that hold no others (RFC 9051 §6.4.5)',
    area: /^BINARY$/,
    ours: /^NO $/,
  },
  {
    because:
      'what of base64, quoted-printable or the name of an encoding is wrong is passed over, as on the page (RFC 2045 §6.7, §6.8)',
    area: /^BINARY$/,
    subject:
      /^(made-base64|client-mailman-footer-in-base64|finding-bad-(base64|quoted-printable)|wrong-base64-url-alphabet|error--content_transfer_encoding_)/,
  },
]

const SEARCHED: readonly Explanation[] = [
  {
    because:
      'a field that may stand once stands twice (RFC 5322 §3.6): ours is the first, as on the page; Dovecot’s the last, or both',
    area: /^SEARCH$/,
    subject: /SUBJECT "Another PDF"$/,
  },
  {
    because: 'it is no address (RFC 5322 §3.4), and each server makes its own of it',
    area: /^SEARCH$/,
    subject: /TO raasdnil$/,
  },
  {
    because:
      'Dovecot writes each address with brackets before it looks at it; ours looks at the field as it was sent (RFC 9051 §6.4.4)',
    area: /^SEARCH$/,
    subject: /FROM <$/,
  },
  {
    because: 'a mail without a Date was sent on no day (RFC 9051 §6.4.4, SENTBEFORE); days before 1970 are days too',
    area: /^SEARCH$/,
    subject: /SENTBEFORE/,
  },
  {
    because: 'days before 1970 and after 2106 are days too (RFC 5322 §3.3)',
    area: /^SEARCH$/,
    subject: /SENTSINCE/,
  },
  {
    because:
      'text whose charset or encoding is not told, or wrongly, is read as the page reads it, so more is found (RFC 9051 §6.4.4)',
    area: /^SEARCH$/,
    subject: /CHARSET UTF-8 (SUBJECT|FROM|BODY|TEXT) \{\}$|BODY "this is"$/,
  },
  {
    because: 'US-ASCII and UTF-8 are known; no other has to be (RFC 9051 §6.4.4)',
    area: /^SEARCH$/,
    subject: /ISO-8859-1/,
  },
]

const DIALOGUE: readonly Explanation[] = [
  {
    because: 'the id of a mailbox is told when it is made (RFC 8474 §4.1)',
    area: /^mailboxes$/,
    evens: replacing(/^OK MAILBOXID/, 'OK '),
  },
  {
    because: 'a response code says why (RFC 5530 §3)',
    area: /^(mailboxes|messages|APPEND)$/,
    evens: replacing(/^NO [A-Z]+/, 'NO '),
  },
  {
    because:
      'STATUS of the selected mailbox is answered; that a client should not ask needs no telling (RFC 9051 §6.3.11, §7.1: CLIENTBUG)',
    area: /^messages$/,
    evens: replacing(/^OK CLIENTBUG/, 'OK '),
  },
  {
    because: 'INBOX is subscribed from the beginning (RFC 9051 §6.3.7 does not say what is)',
    area: /^mailboxes$/,
    evens: (answer) => answer.replace(/\n(LSUB|LIST) \([^)]*\) "\/" "INBOX"/g, ''),
  },
  {
    because:
      'CHILDREN may be told unasked (RFC 9051 §6.3.9.5); \\NonExistent implies \\NoSelect (§6.3.9.4), which LSUB need not tell',
    area: /^mailboxes$/,
    evens: (answer) =>
      answer
        .replace(/\\HAS(NO)?CHILDREN|\\NONEXISTENT|\(\(?"?CHILDINFO"? ?|CHILDINFO\)/g, '')
        .replace(/LSUB \([^)]*\)/g, 'LSUB ()')
        .replace(/[ ()]+/g, ' ')
        .split('\n')
        .sort()
        .join('\n'),
  },
  {
    because: 'a level without a mailbox goes with the last mailbox below it (RFC 9051 §6.3.5, the second example)',
    area: /^mailboxes$/,
    subject: /^LIST "" \*$/,
    evens: replacing(/\n[^\n]*"Job\/2026"/, ''),
  },
  {
    because: 'STATUS has DELETED (RFC 9051 §6.3.11)',
    area: /^messages$/,
    subject: /^STATUS .* DELETED/,
  },
  {
    because: 'nothing changes in a mailbox that is examined (RFC 9051 §6.3.3), and NO says so (§6.4.6)',
    area: /^messages$/,
    subject: /^(STORE 1 \+FLAGS \(\\Seen\)|EXPUNGE)$/,
    evens: replacing(/^(OK|NO) [A-Z]*/, ''),
  },
  {
    because: 'a new keyword is told with the messages that have it; FLAGS need not be told again (RFC 9051 §7.1, PERMANENTFLAGS)',
    area: /^messages$/,
    evens: replacing(/\nFLAGS$|\nFLAGS(?=\n)/, ''),
  },
]

const ALL = [...FETCHED, ...SEARCHED, ...DIALOGUE]

/** @returns what explains the difference, all together; empty when something is left that nothing explains */
export function explain({ area, subject, what, reference, ours }: Difference): string[] {
  const reasons: string[] = []
  let [expected, got] = [reference, ours]
  for (const { because, evens, ...where } of ALL) {
    if (!where.area.test(area) || where.subject?.test(subject) === false || where.what?.test(what) === false) continue
    if (where.ours?.test(ours) === false) continue
    if (!evens) return [...reasons, because]
    const next = [evens(expected), evens(got)] as const
    if (next[0] !== expected || next[1] !== got) reasons.push(because)
    ;[expected, got] = next
    if (expected === got) return reasons
  }
  return []
}

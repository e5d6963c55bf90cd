/**
 * What may be wrong with a part that explains itself, and what that does. Ids are stable: people and tests refer to them.
 * docs/explanations.md is made from this.
 */
import type { ExplanationWarning } from '../../../shared/model/explanation.ts'

export const WARNINGS = {
  'part-cut': 'What lies beyond is not told here. The part itself is complete.',
  'part-charset': 'Readers show “�” or wrong letters there. Write UTF-8, and declare it.',

  'line-bare-lf': 'Lines end in CR LF (RFC 5545 §3.1, RFC 6350 §3.2). Some readers refuse the whole.',
  'line-too-long': 'Lines longer than 75 octets are folded (RFC 5545 §3.1, RFC 6350 §3.2). Some readers cut them.',
  'line-unreadable': 'A line is “NAME;PARAMETER=value:value” (RFC 5545 §3.1, RFC 6350 §3.3). Some readers refuse the whole.',
  'line-unbalanced': 'Each BEGIN has its END (RFC 5545 §3.4, RFC 6350 §6.1.1). Readers drop what is open, or refuse the whole.',

  'calendar-none': 'It holds BEGIN:VCALENDAR and in it the events (RFC 5545 §3.4). Readers show nothing.',
  'calendar-no-events': 'Readers have nothing to show.',
  'calendar-no-version': '“VERSION:2.0” is required (RFC 5545 §3.7.4). Some readers refuse the whole.',
  'calendar-no-product': 'PRODID is required (RFC 5545 §3.7.3).',
  'calendar-no-method':
    'Mail programs show it as a file to import, not as an invitation (RFC 5546 §1.4, RFC 6047 §2.4). An invitation is “METHOD:REQUEST”.',
  'calendar-bad-method':
    'The methods are PUBLISH, REQUEST, REPLY, ADD, CANCEL, REFRESH, COUNTER and DECLINECOUNTER (RFC 5546 §1.4).',
  'calendar-type-without-method':
    'The Content-Type names the method too, as in “text/calendar; method=REQUEST” (RFC 6047 §2.4). Outlook shows no invitation without.',
  'calendar-method-differs': 'Both name the same method (RFC 6047 §2.4). Readers ignore the invitation or choose one.',
  'calendar-no-uid': 'A UID is required (RFC 5545 §3.8.4.7): updates and answers find the event by it.',
  'calendar-no-dtstamp': 'A DTSTAMP is required (RFC 5545 §3.8.7.2). Some readers refuse the event.',
  'calendar-no-start': 'A DTSTART is required (RFC 5545 §3.6.1). Readers drop the event.',
  'calendar-end-before-start':
    'The end lies behind the start (RFC 5545 §3.8.2.2). Readers drop the event or show it without length.',
  'calendar-end-and-duration': 'An event has one of DTEND and DURATION (RFC 5545 §3.6.1).',
  'calendar-mixed-days': 'DTSTART and DTEND are both days or both times (RFC 5545 §3.6.1).',
  'calendar-zone-undefined':
    'A TZID refers to a VTIMEZONE in the calendar (RFC 5545 §3.2.19). Readers guess or take their own zone.',
  'calendar-zone-and-utc': 'A time that ends in Z has no TZID (RFC 5545 §3.2.19).',
  'calendar-floating':
    'A time without a zone is that of whoever reads it (RFC 5545 §3.3.5): in another zone the event is at another instant. Write UTC with Z, or a TZID.',
  'calendar-bad-time':
    'A time is “20261123T100000”, with Z for UTC; a day is “20261123” with VALUE=DATE (RFC 5545 §3.3.4, §3.3.5).',
  'calendar-day-without-value': 'A day needs VALUE=DATE (RFC 5545 §3.3.4, §3.8.2.4). Strict readers refuse it as a time.',
  'calendar-bad-duration': 'A duration is “PT1H30M”, “P1D” or “P2W” (RFC 5545 §3.3.6).',
  'calendar-bad-sequence': 'SEQUENCE is a whole number (RFC 5545 §3.8.7.4). Readers take an update for older than it is.',
  'calendar-bad-rrule': 'Readers drop the rule and show one event, or refuse it (RFC 5545 §3.3.10).',
  'calendar-until-differs':
    'UNTIL is a day when DTSTART is one, UTC with Z when DTSTART has a zone, without when it floats (RFC 5545 §3.3.10).',
  'calendar-no-organizer': 'An ORGANIZER is required there (RFC 5546 §3.2). Readers offer no way to answer.',
  'calendar-no-attendee': 'An ATTENDEE is required there (RFC 5546 §3.2). Readers offer no way to answer.',
  'calendar-bad-address': 'It is “mailto:local-part@domain” (RFC 5545 §3.3.3, RFC 6047 §2.3). No answer reaches it.',
  'calendar-unescaped': 'In text, “,” and “;” are written “\\,” and “\\;” (RFC 5545 §3.3.11). Some readers cut the text there.',
  'calendar-repeated': 'It may stand once (RFC 5545 §3.6.1). Readers differ in which they show.',

  'contact-none': 'It holds BEGIN:VCARD and in it the contact (RFC 6350 §6.1.1). Readers show nothing.',
  'contact-no-version': 'A VERSION is required: 2.1, 3.0 or 4.0 (RFC 6350 §6.7.9). Some readers refuse the whole.',
  'contact-bad-version': 'The versions are 2.1, 3.0 and 4.0 (RFC 6350 §6.7.9).',
  'contact-no-name': 'FN is required since 3.0 (RFC 6350 §6.2.1), N until 3.0 (RFC 2426 §3.1.2). Some readers refuse the whole.',
  'contact-bad-email': 'An EMAIL is “local-part@domain” (RFC 6350 §6.4.2).',
  'contact-charset':
    'Since 3.0 a property has no CHARSET or quoted-printable of its own (RFC 6350 §3.1). Many readers show it as sent.',

  'report-line-unreadable': 'It holds fields as a header section does (RFC 3464 §2.1, RFC 8098 §3.1, RFC 5965 §3).',
  'report-no-reporting-mta': 'Reporting-MTA is required (RFC 3464 §2.2.2).',
  'report-no-recipients': 'Each recipient has its own group of fields (RFC 3464 §2.3). Programs learn nothing of the bounce.',
  'report-not-separated': 'An empty line stands before the fields of each recipient (RFC 3464 §2.1).',
  'report-no-recipient':
    'Final-Recipient is required (RFC 3464 §2.3.2, RFC 8098 §3.2.4). Programs cannot tell whose mail it was.',
  'report-bad-action': 'Action is failed, delayed, delivered, relayed or expanded (RFC 3464 §2.3.3).',
  'report-bad-status': 'Status is a code such as 5.1.1 (RFC 3464 §2.3.4, RFC 3463 §2).',
  'report-status-contradicts':
    'A failure is 4 or 5, a delay 4, anything else 2 (RFC 3464 §2.3.4, RFC 3463 §3.1). Programs follow one of them.',
  'report-no-type': 'The value is “type; value”, as in “rfc822; ann@x.test” or “dns; mx.x.test” (RFC 3464 §2.1.2).',
  'report-no-disposition':
    'Disposition is “action/sending; type”, as in “manual-action/MDN-sent-manually; displayed” (RFC 8098 §3.2.6).',
  'report-no-feedback-type': 'Feedback-Type is required (RFC 5965 §3.1).',
  'report-no-user-agent': 'User-Agent is required (RFC 5965 §3.1).',

  'headers-line-unreadable': 'It is no header field (RFC 5322 §2.2).',
  'headers-empty': 'The header section of the mail should be here (RFC 6522 §4).',

  'tnef-no-signature': 'It begins with 0x223E9F78 (MS-OXTNEF §2.1). It was changed on the way, or is something else.',
  'tnef-broken': 'It ends in the middle of an attribute, or an attribute is longer than the file (MS-OXTNEF §2.1).',
} as const satisfies Record<string, string>

export type WarningRule = keyof typeof WARNINGS

/** @param what a sentence without its full stop that says what was found */
export type Warn = (rule: WarningRule, what: string, line?: number) => void

/** One warning a rule, with its first place and how often there are more. */
export function createWarnings(): { warn: Warn; list: () => ExplanationWarning[] } {
  const found = new Map<WarningRule, { what: string; line: number | undefined; count: number }>()
  return {
    warn(rule, what, line) {
      const known = found.get(rule)
      if (known) known.count++
      else found.set(rule, { what, line, count: 1 })
    },
    list: () =>
      Array.from(found, ([rule, { what, line, count }]) => {
        const more = count > 1 ? ` (${count.toLocaleString('en')} such places)` : ''
        return { rule, detail: `${what}${more}. ${WARNINGS[rule]}`, ...(line !== undefined && { line }) }
      }),
  }
}

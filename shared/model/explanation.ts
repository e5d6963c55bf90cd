/** What a part that programs write for programs says: an invitation, a contact, a report about delivery. */
import { z } from 'zod'
import { Address } from './address.ts'
import { HeaderField } from './part.ts'

export const ExplanationWarning = z
  .object({
    rule: z.string().describe('Stable id, e.g. `calendar-no-uid`; docs/explanations.md lists them'),
    detail: z.string().describe('What is wrong and what it does, for a person'),
    line: z.int().optional().describe('The first such line of the decoded part, from 1'),
  })
  .meta({ id: 'ExplanationWarning' })
export type ExplanationWarning = z.infer<typeof ExplanationWarning>

const warnings = z.array(ExplanationWarning)

/** A point on the clock of a place: without its zone it is no instant. */
export const CalendarTime = z
  .object({
    raw: z.string().describe('As sent: `20261123T100000`'),
    value: z
      .string()
      .describe('ISO 8601: `2026-11-23` for a day, `2026-11-23T10:00:00`, with `Z` for UTC; empty when it cannot be read'),
    zone: z.string().describe('`UTC`, or the TZID as sent; empty for a day and for floating time'),
    isZoneDefined: z.boolean().describe('It is UTC, or the calendar has a VTIMEZONE of that name'),
  })
  .meta({ id: 'CalendarTime' })
export type CalendarTime = z.infer<typeof CalendarTime>

export const CalendarAttendee = Address.extend({
  addrSpec: z.string().describe('The address without `mailto:`; any other URI as sent'),
  role: z.string().describe('`REQ-PARTICIPANT` unless told (RFC 5545 §3.2.16)'),
  status: z.string().describe('PARTSTAT: `NEEDS-ACTION` unless told (RFC 5545 §3.2.12)'),
  type: z.string().describe('CUTYPE: `INDIVIDUAL` unless told (RFC 5545 §3.2.3)'),
  rsvp: z.boolean().describe('An answer is asked for'),
}).meta({ id: 'CalendarAttendee' })
export type CalendarAttendee = z.infer<typeof CalendarAttendee>

export const RecurrenceRule = z
  .object({
    raw: z.string().describe('As sent (RFC 5545 §3.3.10)'),
    sentence: z.string().describe('`Every 2 weeks on Monday and Friday, 10 times`; empty for rules that few words cannot tell'),
    frequency: z.string().describe('`SECONDLY` to `YEARLY`; empty when it cannot be read'),
    interval: z.int(),
    count: z.int().optional(),
    until: z.string().describe('As `value` of a time; empty when none'),
    byDay: z.array(z.string()).describe('`MO`, `-1FR`'),
    byMonthDay: z.array(z.int()),
    byMonth: z.array(z.int()),
    bySetPosition: z.array(z.int()),
  })
  .meta({ id: 'RecurrenceRule' })
export type RecurrenceRule = z.infer<typeof RecurrenceRule>

export const CalendarEvent = z
  .object({
    uid: z.string(),
    sequence: z.int().describe('Revision; 0 unless told'),
    status: z.string().describe('`TENTATIVE`, `CONFIRMED`, `CANCELLED`; empty when not told'),
    summary: z.string(),
    description: z.string(),
    location: z.string(),
    url: z.string(),
    allDay: z.boolean(),
    start: CalendarTime.optional(),
    end: CalendarTime.optional().describe('Exclusive: an event of one whole day ends on the next (RFC 5545 §3.6.1)'),
    duration: z.string().describe('As sent, `PT1H`; empty when none'),
    recurrence: RecurrenceRule.optional(),
    recurrenceId: CalendarTime.optional().describe('The one instance that this is about'),
    addedDates: z.array(CalendarTime).describe('RDATE'),
    exceptionDates: z.array(CalendarTime).describe('EXDATE'),
    organizer: Address.optional(),
    attendees: z.array(CalendarAttendee),
    alarms: z.int(),
  })
  .meta({ id: 'CalendarEvent' })
export type CalendarEvent = z.infer<typeof CalendarEvent>

export const CalendarExplanation = z
  .object({
    kind: z.literal('calendar'),
    method: z.string().describe('METHOD in capitals: `REQUEST`; empty when none'),
    productId: z.string(),
    version: z.string(),
    zones: z.array(z.string()).describe('TZID of each VTIMEZONE'),
    events: z.array(CalendarEvent),
    otherComponents: z.array(z.string()).describe('What else it holds: `VTODO`, `VFREEBUSY`'),
    warnings,
  })
  .meta({ id: 'CalendarExplanation' })
export type CalendarExplanation = z.infer<typeof CalendarExplanation>

const types = z.array(z.string()).describe('TYPE in lower case: `home`, `work`, `cell`')

export const Contact = z
  .object({
    version: z.string(),
    uid: z.string(),
    fullName: z.string(),
    name: z.object({
      family: z.string(),
      given: z.string(),
      additional: z.string(),
      prefix: z.string(),
      suffix: z.string(),
    }),
    nickname: z.string(),
    emails: z.array(z.object({ addrSpec: z.string(), types })),
    phones: z.array(z.object({ number: z.string(), types })),
    organization: z.array(z.string()).describe('The organization, then its units'),
    title: z.string(),
    role: z.string(),
    addresses: z.array(
      z.object({
        poBox: z.string(),
        extended: z.string(),
        street: z.string(),
        locality: z.string(),
        region: z.string(),
        postalCode: z.string(),
        country: z.string(),
        types,
      }),
    ),
    urls: z.array(z.string()),
    birthday: z.string().describe('As sent'),
    note: z.string(),
    hasPhoto: z.boolean(),
  })
  .meta({ id: 'Contact' })
export type Contact = z.infer<typeof Contact>

export const ContactExplanation = z
  .object({ kind: z.literal('contact'), contacts: z.array(Contact), warnings })
  .meta({ id: 'ContactExplanation' })
export type ContactExplanation = z.infer<typeof ContactExplanation>

const otherFields = z.array(z.object({ name: z.string(), value: z.string() })).describe('Fields that have no place above')

export const DeliveryStatus = z
  .object({
    raw: z.string().describe('As sent, comments included'),
    code: z.string().describe('`5.1.1` (RFC 3463); empty when there is none'),
    meaning: z.string().describe('In words; empty when there is none'),
  })
  .meta({ id: 'DeliveryStatus' })
export type DeliveryStatus = z.infer<typeof DeliveryStatus>

export const DeliveryRecipient = z
  .object({
    finalRecipient: z.string().describe('The address it was delivered to, or could not be; without `rfc822;`'),
    originalRecipient: z.string().describe('As the sender wrote it'),
    action: z.string().describe('`failed`, `delayed`, `delivered`, `relayed`, `expanded`'),
    status: DeliveryStatus,
    remoteMta: z.string().describe('The server that gave the answer; without `dns;`'),
    diagnosticType: z.string().describe('`smtp`: what kind of answer the next is'),
    diagnosticCode: z.string().describe('The answer of that server'),
    lastAttempt: z.string().describe('Date as sent'),
    willRetryUntil: z.string().describe('Date as sent'),
    finalLogId: z.string(),
    otherFields,
  })
  .meta({ id: 'DeliveryRecipient' })
export type DeliveryRecipient = z.infer<typeof DeliveryRecipient>

export const DeliveryReportExplanation = z
  .object({
    kind: z.literal('delivery-report'),
    reportingMta: z.string(),
    dsnGateway: z.string(),
    receivedFromMta: z.string(),
    arrivalDate: z.string().describe('As sent'),
    originalEnvelopeId: z.string().describe('ENVID of the transaction (RFC 3461 §4.4)'),
    recipients: z.array(DeliveryRecipient),
    otherFields,
    warnings,
  })
  .describe('Delivery status (RFC 3464, RFC 6533)')
  .meta({ id: 'DeliveryReportExplanation' })
export type DeliveryReportExplanation = z.infer<typeof DeliveryReportExplanation>

export const DispositionNotificationExplanation = z
  .object({
    kind: z.literal('disposition-notification'),
    reportingUserAgent: z.string(),
    mdnGateway: z.string(),
    finalRecipient: z.string(),
    originalRecipient: z.string(),
    originalMessageId: z.string().describe('Without angle brackets'),
    disposition: z.string().describe('`displayed`, `deleted`, `dispatched`, `processed`'),
    actionMode: z.string().describe('`manual-action`: a person did it; `automatic-action`'),
    sendingMode: z.string().describe('`MDN-sent-manually`: a person allowed the notification; `MDN-sent-automatically`'),
    modifiers: z.array(z.string()),
    errors: z.array(z.string()),
    otherFields,
    warnings,
  })
  .describe('Message disposition, such as a receipt (RFC 8098)')
  .meta({ id: 'DispositionNotificationExplanation' })
export type DispositionNotificationExplanation = z.infer<typeof DispositionNotificationExplanation>

export const FeedbackReportExplanation = z
  .object({
    kind: z.literal('feedback-report'),
    feedbackType: z.string().describe('`abuse`, `fraud`, `virus`, `not-spam`, `auth-failure`, `other`'),
    userAgent: z.string(),
    version: z.string(),
    arrivalDate: z.string().describe('As sent'),
    sourceIp: z.string(),
    reportingMta: z.string(),
    originalEnvelopeId: z.string(),
    originalMailFrom: z.string(),
    originalRcptTo: z.array(z.string()),
    reportedDomains: z.array(z.string()),
    reportedUris: z.array(z.string()),
    incidents: z.int().describe('1 unless told'),
    otherFields,
    warnings,
  })
  .describe('Complaint of a reader or a filter, ARF (RFC 5965)')
  .meta({ id: 'FeedbackReportExplanation' })
export type FeedbackReportExplanation = z.infer<typeof FeedbackReportExplanation>

export const HeaderFieldsExplanation = z
  .object({ kind: z.literal('header-fields'), fields: z.array(HeaderField), warnings })
  .describe('Header section of a mail that came back without its body (RFC 6522 §4)')
  .meta({ id: 'HeaderFieldsExplanation' })
export type HeaderFieldsExplanation = z.infer<typeof HeaderFieldsExplanation>

export const TnefExplanation = z
  .object({
    kind: z.literal('tnef'),
    meaning: z.string().describe('What such a part is, for a person'),
    filenames: z.array(z.string()).describe('Files packed into it'),
    warnings,
  })
  .meta({ id: 'TnefExplanation' })
export type TnefExplanation = z.infer<typeof TnefExplanation>

export const Explanation = z
  .discriminatedUnion('kind', [
    CalendarExplanation,
    ContactExplanation,
    DeliveryReportExplanation,
    DispositionNotificationExplanation,
    FeedbackReportExplanation,
    HeaderFieldsExplanation,
    TnefExplanation,
  ])
  .meta({ id: 'Explanation' })
export type Explanation = z.infer<typeof Explanation>

/** A message as every protocol shows it. The envelope, the header and what was computed from the octets stay apart. */
import { z } from 'zod'
import { Address } from './address.ts'
import { CodeFound } from './code.ts'
import { Envelope, EnvelopeParameters } from './envelope.ts'
import { Finding, FindingCounts } from './finding.ts'
import { MAX_IDS_IN_BODY, MAX_TAG_CHARACTERS, MAX_TAGS_PER_MESSAGE } from './limits.ts'
import { ImageFound, LinkFound } from './link.ts'
import { Attachment, HeaderField, InlineParts, Part } from './part.ts'
import { SessionSummary } from './session.ts'
import { TagReason } from './tag.ts'

export const MessageOrigin = z.enum(['smtp', 'api', 'import', 'append', 'copy'])
export type MessageOrigin = z.infer<typeof MessageOrigin>

export const MessageSummary = z
  .object({
    id: z.string(),
    cursor: z.string().describe('Place in the order of arrival; use as `after`, `before` or `since`'),
    mailbox: z.string(),
    origin: MessageOrigin,
    receivedAt: z.iso.datetime(),
    envelope: Envelope,
    from: z.array(Address),
    to: z.array(Address),
    cc: z.array(Address),
    bcc: z.array(Address).describe('Derived: forward-paths that no header field names'),
    replyTo: z.array(Address),
    subject: z.string(),
    snippet: z.string().describe('Start of the visible text, white space folded'),
    dateField: z.string().describe('The Date field as the sender wrote it'),
    messageIdField: z.string().describe('The Message-ID field without angle brackets'),
    sizeOctets: z.int(),
    attachmentCount: z.int(),
    code: z.string().optional().describe('The surest of its `codes`, as one types it; absent when it brings none'),
    hasHtml: z.boolean(),
    hasText: z.boolean(),
    seen: z.boolean(),
    pinned: z.boolean(),
    tags: z.array(z.string()).describe('By name'),
    findings: FindingCounts,
  })
  .meta({ id: 'MessageSummary' })
export type MessageSummary = z.infer<typeof MessageSummary>

const ListUnsubscribe = z.object({
  urls: z.array(z.string()).describe('Of the List-Unsubscribe field, in its order'),
  oneClick: z.boolean().describe('An https URL takes a POST without asking again (RFC 8058)'),
})

export const Message = MessageSummary.extend({
  envelope: Envelope.extend({ parameters: EnvelopeParameters }),
  text: z.string().describe('Decoded text; empty when the message has none'),
  html: z.string().describe('Decoded HTML exactly as sent: hostile until rewritten, see `…/html`'),
  headers: z.array(HeaderField),
  parts: Part.describe('Root of the MIME tree'),
  attachments: z.array(Attachment),
  inlineParts: InlineParts,
  findings: z.array(Finding),
  session: SessionSummary.optional().describe('Absent for messages that did not come by SMTP'),
  inReplyTo: z.string(),
  references: z.array(z.string()),
  listUnsubscribe: ListUnsubscribe.optional().describe('Absent without that field'),
  codes: z.array(CodeFound).describe('One-time codes, PINs and the like in subject and visible text; the surest first'),
  links: z.array(LinkFound).describe('Where it leads to, each address once'),
  images: z.array(ImageFound).describe('What its HTML shows or loads'),
  tagReasons: z.array(TagReason).describe('Why it has its tags'),
}).meta({ id: 'Message' })
export type Message = z.infer<typeof Message>

/** Extra fields that a list can carry, so that one call is enough for a test. */
export const ListExtra = z.enum(['text', 'html', 'headers', 'codes', 'links'])
export type ListExtra = z.infer<typeof ListExtra>

export const ListedMessage = MessageSummary.extend({
  text: Message.shape.text.optional(),
  html: Message.shape.html.optional(),
  headers: Message.shape.headers.optional(),
  codes: Message.shape.codes.optional(),
  links: Message.shape.links.optional(),
}).meta({ id: 'ListedMessage' })
export type ListedMessage = z.infer<typeof ListedMessage>

export const MessagePage = z
  .object({
    messages: z.array(ListedMessage).describe('Newest first'),
    next: z
      .string()
      .optional()
      .describe('Pass as `before` (or `after`, when the page was asked with `after`) for the next page; absent at the end'),
    total: z.int().describe('Of all pages'),
    totalIsAtLeast: z.literal(true).optional().describe('Counting ended at `total`: there may be more'),
    unseen: z.int(),
    cursor: z.string().describe('The newest place in the order of arrival that this answer has taken into account'),
    seq: z
      .int()
      .describe(
        'Of the newest event of the stream that this answer has taken into account: `afterSeq` of a stream that misses none',
      ),
    evicted: z.int().describe('Messages, of the mailbox when one is asked, removed by retention since the database was made'),
  })
  .meta({ id: 'MessagePage' })
export type MessagePage = z.infer<typeof MessagePage>

/** Cursor of the newest place that a selection may reach to. */
export const UpTo = z
  .string()
  .optional()
  .describe('Cursor: only what arrived up to there, it included. Without it, up to when the call is received')

const within = { mailbox: z.string().optional(), upTo: UpTo }

/** Names its target explicitly: exactly one of `ids`, `q` and `all`. An empty or unreadable body is an error, never "all". */
export const MessageSelection = z
  .union([
    z.strictObject({ ids: z.array(z.string()).min(1).max(MAX_IDS_IN_BODY), ...within }),
    z.strictObject({ q: z.string().describe('A search'), tz: z.string().optional(), ...within }),
    z.strictObject({ all: z.literal(true), ...within }),
  ])
  .meta({ id: 'MessageSelection' })
export type MessageSelection = z.infer<typeof MessageSelection>

const counts = { total: z.int(), unseen: z.int(), pinned: z.int() }

/** What a selection names, before something is done to it. */
export const MessageCount = z
  .object({
    ...counts,
    mailboxes: z.array(z.object({ name: z.string(), ...counts })).describe('The same of each mailbox that has some of them'),
    cursor: z.string().describe('How far was counted: pass it as `upTo`, and what comes after it is left alone'),
  })
  .meta({ id: 'MessageCount' })
export type MessageCount = z.infer<typeof MessageCount>
/** One that is too long is refused, not cut: a person wrote it. */
const TagNames = z.array(z.string().trim().min(1).max(MAX_TAG_CHARACTERS)).max(MAX_TAGS_PER_MESSAGE)

export const MessagePatch = z
  .strictObject({
    select: MessageSelection,
    set: z.strictObject({ seen: z.boolean().optional(), pinned: z.boolean().optional() }).optional(),
    addTags: TagNames.optional(),
    removeTags: TagNames.optional(),
  })
  .refine(
    ({ set = {}, addTags = [], removeTags = [] }) => Object.keys(set).length + addTags.length + removeTags.length > 0,
    'Name at least one flag to set or clear, or a tag to add or remove',
  )
  .meta({ id: 'MessagePatch' })
export type MessagePatch = z.infer<typeof MessagePatch>

const SendAddress = z
  .union([z.string().min(1), z.strictObject({ displayName: z.string().optional(), addrSpec: z.string().min(1) })])
  .describe('`Ann <ann@x.test>` or {displayName, addrSpec}')

/** A message to compose. Mail data made from it is stored as any other; nothing leaves the machine. */
export const SendRequest = z
  .strictObject({
    from: SendAddress,
    to: z.array(SendAddress).default([]),
    cc: z.array(SendAddress).default([]),
    bcc: z.array(SendAddress).default([]).describe('In the envelope only'),
    replyTo: z.array(SendAddress).default([]),
    subject: z.string().default(''),
    text: z.string().optional(),
    html: z.string().optional(),
    headers: z.array(z.strictObject({ name: z.string().regex(/^[!-9;-~]+$/), value: z.string() })).default([]),
    attachments: z
      .array(
        z.strictObject({
          filename: z.string(),
          contentType: z.string().optional(),
          contentId: z.string().optional(),
          disposition: z.enum(['inline', 'attachment']).default('attachment'),
          content: z.base64().describe('Base64'),
        }),
      )
      .default([]),
    mailbox: z.string().optional(),
  })
  .meta({ id: 'SendRequest' })
export type SendRequest = z.input<typeof SendRequest>

export const Added = z.object({ id: z.string(), cursor: z.string() }).meta({ id: 'Added' })
export type Added = z.infer<typeof Added>

/** What became of each file of an upload, in their order: one that cannot be added takes no other with it. */
export const AddedFiles = z
  .object({
    files: z.array(
      z.object({
        filename: z.string(),
        added: Added.optional(),
        problem: z.object({ code: z.string(), detail: z.string() }).optional(),
      }),
    ),
  })
  .meta({ id: 'AddedFiles' })
export type AddedFiles = z.infer<typeof AddedFiles>

/** The MIME structure of a message (RFC 2045, RFC 2046). Offsets are octets into the mail data. */
import { z } from 'zod'

export const HeaderField = z
  .object({
    name: z.string().describe('Field name as sent'),
    value: z.string().describe('Unfolded, encoded-words decoded (RFC 2047)'),
    raw: z.string().describe('The whole field as sent, folding kept; octets that are not UTF-8 shown as U+FFFD'),
  })
  .meta({ id: 'HeaderField' })
export type HeaderField = z.infer<typeof HeaderField>

export const Part = z
  .object({
    path: z
      .string()
      .describe(
        'IMAP section number (RFC 9051 §6.4.5): `1.2`; `1` for a message of one part; empty for a multipart root. Of a message in part `2`, the parts are `2.1`, `2.2`',
      ),
    contentType: z.string().describe('Media type in lower case, `text/plain` when none is declared'),
    disposition: z.enum(['inline', 'attachment', '']),
    filename: z.string(),
    contentId: z.string().describe('Without angle brackets'),
    contentLocation: z.string().describe('Address by which the HTML may name the part (RFC 2557 §4.2); empty when none'),
    encoding: z.string().describe('Content-Transfer-Encoding in lower case, `7bit` when none is declared'),
    charset: z.string().describe('Declared charset; empty when none'),
    charsetUsed: z
      .string()
      .describe('The charset that its text is read in, where its octets are not in the declared one; else empty'),
    sizeOctets: z.int().describe('Decoded size, computed from the encoded octets'),
    headerOffset: z.int(),
    bodyOffset: z.int(),
    bodyOctets: z.int().describe('Encoded size'),
    get parts() {
      return z.array(Part)
    },
  })
  .meta({ id: 'Part' })
export type Part = z.infer<typeof Part>

export const PartHeaders = z
  .object({
    fields: z.array(HeaderField).describe('Of the part itself'),
    message: z.array(HeaderField).optional().describe('Of the message that the part is; absent for other parts'),
  })
  .meta({ id: 'PartHeaders' })
export type PartHeaders = z.infer<typeof PartHeaders>

/** What a part that programs write for programs says: see `Explanation`. */
export const ExplanationKind = z.enum([
  'calendar',
  'contact',
  'delivery-report',
  'disposition-notification',
  'feedback-report',
  'header-fields',
  'tnef',
])
export type ExplanationKind = z.infer<typeof ExplanationKind>

export const InlineParts = z
  .object({
    used: z
      .array(z.object({ name: z.string().describe('As it stands in the HTML, without `cid:`'), path: z.string() }))
      .describe('Parts that the HTML shows'),
    missing: z.array(z.string()).describe('Content ids that the HTML names and no part has: broken images'),
    unused: z
      .array(z.string())
      .describe('Paths of images and fonts that are there to be shown in place, and that the HTML does not name'),
  })
  .meta({ id: 'InlineParts' })
export type InlineParts = z.infer<typeof InlineParts>

export const Attachment = z
  .object({
    path: z.string(),
    filename: z.string(),
    contentType: z.string(),
    disposition: z.enum(['inline', 'attachment', '']),
    contentId: z.string(),
    sizeOctets: z.int(),
    explains: ExplanationKind.optional().describe('What `…/parts/{path}/explanation` tells of it; absent when nothing'),
  })
  .meta({ id: 'Attachment' })
export type Attachment = z.infer<typeof Attachment>

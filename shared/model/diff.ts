/** Two messages compared: `left` is the one asked for, `right` the other. */
import { z } from 'zod'

export const HeaderChange = z
  .object({
    change: z.enum(['added', 'removed', 'changed']),
    name: z.string(),
    left: z.string().optional().describe('Absent when added'),
    right: z.string().optional().describe('Absent when removed'),
  })
  .meta({ id: 'HeaderChange' })
export type HeaderChange = z.infer<typeof HeaderChange>

export const DiffHunk = z
  .object({
    leftStart: z.int().describe('First line of it, from 1; when it has none of them, the line before'),
    leftLines: z.int(),
    rightStart: z.int(),
    rightLines: z.int(),
    lines: z.array(z.string()).describe('Each with ` `, `-` or `+` before it'),
  })
  .meta({ id: 'DiffHunk' })
export type DiffHunk = z.infer<typeof DiffHunk>

export const LineDiff = z
  .object({
    outcome: z
      .enum(['equal', 'changed', 'whole'])
      .describe('`whole`: they differ in more lines than are compared one by one; there are no hunks'),
    leftLines: z.int().describe('Lines in all'),
    rightLines: z.int(),
    hunks: z.array(DiffHunk),
    isCut: z.boolean().describe('There are more hunks, or longer lines, than are told'),
  })
  .meta({ id: 'LineDiff' })
export type LineDiff = z.infer<typeof LineDiff>

export const ComparedPart = z
  .object({
    contentType: z.string(),
    disposition: z.string(),
    filename: z.string(),
    contentId: z.string().describe('With masks a number: which image of the HTML it is'),
    sizeOctets: z.int().optional().describe('Absent for containers and, with masks, for all but images, fonts, sound and film'),
  })
  .meta({ id: 'ComparedPart' })
export type ComparedPart = z.infer<typeof ComparedPart>

export const PartChange = z
  .object({
    change: z.enum(['added', 'removed', 'changed']),
    path: z.string(),
    left: ComparedPart.optional().describe('Absent when added'),
    right: ComparedPart.optional().describe('Absent when removed'),
  })
  .meta({ id: 'PartChange' })
export type PartChange = z.infer<typeof PartChange>

export const MessageDiff = z
  .object({
    left: z.string().describe('Id of the message asked for'),
    right: z.string().describe('Id of the other'),
    masked: z.boolean().describe('Dates, ids, codes and tokens are not compared'),
    equal: z.boolean().describe('Nothing of what is compared differs'),
    headers: z.array(HeaderChange),
    text: LineDiff,
    html: LineDiff.describe('Of the HTML as `snapshot` writes it: an element, a text or a condition a line'),
    parts: z.array(PartChange),
    isCut: z.boolean().describe('Only the beginning of a message was compared, since it is too long'),
  })
  .meta({ id: 'MessageDiff' })
export type MessageDiff = z.infer<typeof MessageDiff>

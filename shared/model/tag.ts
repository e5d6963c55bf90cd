/** Tags of messages, and the rules that give them to mail as it comes in. */
import { z } from 'zod'
import { Address } from './address.ts'

/** `client`: somebody asked for it; `field`: the X-Tags field of the mail; `rule`: a tag rule. */
export const TagOrigin = z.enum(['client', 'field', 'rule'])
export type TagOrigin = z.infer<typeof TagOrigin>

export const Tag = z
  .object({
    name: z.string(),
    total: z.int().describe('Messages that have it'),
    unseen: z.int(),
  })
  .meta({ id: 'Tag' })
export type Tag = z.infer<typeof Tag>

export const TagReason = z
  .object({
    tag: z.string(),
    origin: TagOrigin,
    because: z.string().describe('The rule as it was, or the name of the field; empty when a client gave it'),
  })
  .meta({ id: 'TagReason' })
export type TagReason = z.infer<typeof TagReason>

export const TagPattern = z
  .strictObject({
    of: z
      .string()
      .regex(/^(subject|text|header:[!-9;-~]+)$/, 'takes subject, text or header:<name>, such as header:x-release')
      .describe('What is looked at: `subject`, `text` (of the HTML where there is no text) or `header:<name>`, decoded'),
    expression: z.string().min(1).max(1000).describe('A regular expression of JavaScript, with the flags `u` and `i`'),
  })
  .meta({ id: 'TagPattern' })
export type TagPattern = z.infer<typeof TagPattern>

/** What a rule says: a message that `q` finds gets `tag`; with a pattern, for each place where it matches. */
export const TagRuleDraft = z
  .strictObject({
    q: z.string().default('').describe('A search; empty finds all'),
    pattern: TagPattern.optional(),
    tag: z.string().min(1).max(200).describe('With a pattern, `$1` or `$<name>` stand for what its groups have matched'),
    enabled: z.boolean().default(true),
  })
  .refine(({ q, pattern }) => q.trim() !== '' || pattern !== undefined, 'Give `q`, `pattern` or both')
  .meta({ id: 'TagRuleDraft' })
export type TagRuleDraft = z.input<typeof TagRuleDraft>

export const TagRule = z
  .object({ id: z.string(), q: z.string(), pattern: TagPattern.optional(), tag: z.string(), enabled: z.boolean() })
  .meta({ id: 'TagRule' })
export type TagRule = z.infer<typeof TagRule>

/** What a rule would do, tried on messages that are kept. */
export const TagTrial = z
  .object({
    examined: z.int().describe('Messages that were looked at, the newest first'),
    tagged: z.int().describe('Those that would get a tag'),
    stopped: z.int().describe('Those on which the pattern takes too long, and gives no tag'),
    more: z.boolean().describe('There are older messages that were not looked at'),
    messages: z
      .array(
        z.object({
          id: z.string(),
          receivedAt: z.iso.datetime(),
          from: z.array(Address),
          subject: z.string(),
          tags: z.array(z.string()).describe('That it would get'),
        }),
      )
      .describe('The newest of them'),
  })
  .meta({ id: 'TagTrial' })
export type TagTrial = z.infer<typeof TagTrial>

/** What a wait answers (API.md §3): the messages, or why none came. */
import { z } from 'zod'
import { CodeFound } from './code.ts'
import { LinkFound } from './link.ts'
import { Message, MessageSummary } from './message.ts'
import { Problem } from './problem.ts'

export const WaitExtract = z.enum(['code', 'link'])
export type WaitExtract = z.infer<typeof WaitExtract>

export const WaitAnswer = z
  .object({
    messages: z.array(Message).describe('The first `count` that match, the oldest first'),
    cursor: z
      .string()
      .describe('Of the last one of them, or how far was looked: `since` of the next wait, which then skips nothing'),
    code: CodeFound.shape.value.optional().describe('With `extract=code`: the surest one of the first message'),
    link: LinkFound.shape.href
      .optional()
      .describe('With `extract=link`: the first link of the first message to act on, else the first'),
  })
  .meta({ id: 'WaitAnswer' })
export type WaitAnswer = z.infer<typeof WaitAnswer>

const Seen = MessageSummary.pick({ id: true, mailbox: true, subject: true, receivedAt: true })

export const NearMiss = Seen.extend({
  matched: z.array(z.string()).describe('Clauses of the search'),
  missed: z.array(z.object({ clause: z.string(), actual: z.string().describe('What the message has there') })),
}).meta({ id: 'NearMiss' })
export type NearMiss = z.infer<typeof NearMiss>

const waited = {
  waitedMs: z.int(),
  query: z.string().describe('As it was understood, with what `extract` adds'),
}

export const NoMatch = Problem.extend({
  ...waited,
  matched: z.array(z.string()).describe('Ids of those that matched, fewer than `count`'),
  arrived: z.int().describe('Messages in scope later than `since`, or that came during the wait; counted up to 1,000'),
  nearMisses: z.array(NearMiss).describe('Of what arrived, or without `since` is there, at most 5, the best first'),
  refused: z
    .array(z.object({ sessionId: z.string(), reason: z.string() }))
    .describe('SMTP sessions in which something was refused, during the wait or the minute before, the last one first'),
  before: z.array(z.string()).describe('Ids of messages that match but came before `since`, at most 10, the newest first'),
  evicted: z.int().describe('Messages that retention removed during the wait'),
}).meta({ id: 'NoMatch' })
export type NoMatch = z.infer<typeof NoMatch>

export const UnexpectedMatch = Problem.extend({
  ...waited,
  offender: Seen.describe('Matches, and should not have come'),
}).meta({ id: 'UnexpectedMatch' })
export type UnexpectedMatch = z.infer<typeof UnexpectedMatch>

export const FailedWait = z
  .object({
    endedAt: z.iso.datetime(),
    ...waited,
    mailbox: z.string().optional().describe('Where it waited; absent for all of them'),
    count: z.int(),
    code: z.enum(['no_match', 'unexpected_match']),
    detail: z.string().describe('What it was told, in a sentence'),
    ...NoMatch.pick({ matched: true, arrived: true, nearMisses: true, refused: true, before: true, evicted: true }).partial()
      .shape,
    offender: UnexpectedMatch.shape.offender.optional(),
  })
  .meta({ id: 'FailedWait' })
export type FailedWait = z.infer<typeof FailedWait>

export const FailedWaits = z
  .object({
    waits: z.array(FailedWait).describe('The last one first'),
    forgotten: z.int().describe('How many more there were since the start, of all mailboxes: the oldest are forgotten first'),
  })
  .meta({ id: 'FailedWaits' })
export type FailedWaits = z.infer<typeof FailedWaits>

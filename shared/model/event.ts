/** What the live stream says (API.md §4). Every event is published after the commit it tells about. */
import { z } from 'zod'
import { MessageSummary } from './message.ts'
import { ListedSession } from './session.ts'

const seq = z.int().describe('Grows with every event and never repeats, also across restarts')

export const Hello = z.object({ type: z.literal('hello'), seq, version: z.string(), cursor: z.string() })
export const MessageAdded = z.object({ type: z.literal('message.added'), seq, message: MessageSummary })
export const MessageChanged = z.object({
  type: z.literal('message.changed'),
  seq,
  id: z.string(),
  seen: z.boolean().optional(),
  pinned: z.boolean().optional(),
  tags: z.array(z.string()).optional().describe('All that it has now, when they have changed'),
  tagsBefore: z.array(z.string()).optional().describe('All that it had'),
  mailbox: z.string().optional().describe('Where it is now, when a mail client has moved it'),
  mailboxBefore: z.string().optional().describe('Where it was'),
})
export const MessageLeft = z.object({
  type: z.literal('message.left'),
  seq,
  id: z.string().describe('Has stopped to match the search of this stream, or has moved out of its mailbox'),
})
export const MessageRemoved = z.object({
  type: z.literal('message.removed'),
  seq,
  ids: z.array(z.string()).describe('At most some hundreds: a large deletion is told of portion by portion'),
  mailbox: z.string().optional().describe('Where they were'),
  evicted: z.literal(true).optional().describe('When it was retention; `evicted` says which limit'),
})
export const MailboxChanged = z.object({
  type: z.literal('mailbox.changed'),
  seq,
  name: z.string(),
  total: z.int(),
  unseen: z.int(),
  evicted: z.int().describe('Messages that retention has removed from it since the database was made'),
})
export const EvictionReason = z.enum(['storage', 'messages', 'age'])
export type EvictionReason = z.infer<typeof EvictionReason>

export const Evicted = z.object({
  type: z.literal('evicted'),
  seq,
  count: z.int().describe('Messages that retention has just removed; `message.removed` names them'),
  reason: EvictionReason.describe('The limit that was reached: --max-storage, --max-messages, --max-age'),
  mailbox: z.string().optional().describe('When it was a limit of this mailbox alone'),
})
export const SessionEnded = z.object({ type: z.literal('session.ended'), seq, summary: ListedSession })
export const StorageChanged = z.object({
  type: z.literal('storage.changed'),
  seq,
  fault: z.string().optional().describe('Why nothing can be stored from now on; absent when mail is stored again'),
})
export const Gap = z.object({
  type: z.literal('gap'),
  seq: seq.describe('History up to here is lost: reload what you show'),
})

export const StreamEvent = z
  .discriminatedUnion('type', [
    Hello,
    MessageAdded,
    MessageChanged,
    MessageLeft,
    MessageRemoved,
    MailboxChanged,
    Evicted,
    SessionEnded,
    StorageChanged,
    Gap,
  ])
  .meta({ id: 'StreamEvent' })
export type StreamEvent = z.infer<typeof StreamEvent>

type WithoutSeq<E> = E extends unknown ? Omit<E, 'seq'> : never
/** An event before the hub has given it its place. */
export type MailEvent = WithoutSeq<Exclude<StreamEvent, { type: 'hello' }>>

/** A mailbox (RFC 9051 §2.3): every message is in exactly one. Users say inbox. */
import { z } from 'zod'

export const Mailbox = z
  .object({
    name: z.string(),
    total: z.int(),
    unseen: z.int(),
    sizeOctets: z.int(),
    evicted: z.int().describe('Messages that retention has removed from it since the database was made'),
    latestAt: z.iso.datetime().optional().describe('When the newest message in it arrived; absent when empty'),
  })
  .meta({ id: 'Mailbox' })
export type Mailbox = z.infer<typeof Mailbox>

/** An address as a header field writes it (RFC 5322 §3.4 calls it a mailbox). Knows nothing of envelopes. */
import { z } from 'zod'

export const Address = z
  .object({
    displayName: z.string().describe('Decoded display name; empty when there is none'),
    addrSpec: z.string().describe('local-part@domain as written (RFC 5322 §3.4.1)'),
  })
  .meta({ id: 'Address' })
export type Address = z.infer<typeof Address>

/** The SMTP session that brought a message, as the client presented itself when it said MAIL. */
import { z } from 'zod'

export const SessionSummary = z
  .object({
    id: z.string(),
    clientAddress: z.string().describe('IP address of the client'),
    heloName: z.string().describe('Argument of EHLO or HELO as sent'),
    tls: z.boolean(),
    authenticatedAs: z.string().optional().describe('User name of AUTH; absent when the client did not authenticate'),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'SessionSummary' })
export type SessionSummary = z.infer<typeof SessionSummary>

/** The SMTP envelope (RFC 5321 §2.3.1): what the client said in MAIL and RCPT, kept as written. */
import { z } from 'zod'

export const Envelope = z
  .object({
    reversePath: z.string().describe('Path of MAIL FROM without its angle brackets; empty for the null path'),
    forwardPaths: z.array(z.string()).describe('Paths of RCPT TO in order, duplicates kept'),
  })
  .meta({ id: 'Envelope' })
export type Envelope = z.infer<typeof Envelope>

export const EsmtpParameter = z
  .object({
    keyword: z.string().describe('As written, e.g. `SIZE` (RFC 5321 §4.1.2)'),
    value: z.string().optional().describe('Text after `=`, xtext left as sent; absent for a bare keyword'),
  })
  .meta({ id: 'EsmtpParameter' })
export type EsmtpParameter = z.infer<typeof EsmtpParameter>

export const EnvelopeParameters = z
  .object({
    mail: z.array(EsmtpParameter).describe('Parameters of MAIL FROM'),
    rcpt: z.array(z.array(EsmtpParameter)).describe('Parameters of each RCPT TO, in the order of forwardPaths'),
  })
  .meta({ id: 'EnvelopeParameters' })
export type EnvelopeParameters = z.infer<typeof EnvelopeParameters>

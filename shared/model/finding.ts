/** Something worth knowing about a message. Rule ids are stable: tests and people refer to them. */
import { z } from 'zod'

export const FindingSeverity = z
  .enum(['error', 'warning', 'info'])
  .describe('`error`: readers show it wrong or lose something; `warning`: some do; `info`: worth knowing')
export type FindingSeverity = z.infer<typeof FindingSeverity>

export const FindingPlace = z
  .object({
    part: z.string().optional().describe('Path of the part, as in `parts`; empty for a multipart root'),
    offset: z.int().optional().describe('Octets of mail data before it'),
    line: z.int().optional().describe('Line of mail data, from 1; each LF ends one'),
  })
  .meta({ id: 'FindingPlace' })
export type FindingPlace = z.infer<typeof FindingPlace>

export const Finding = z
  .object({
    rule: z.string().describe('Stable id, e.g. `bare-lf`; docs/findings.md lists those of mail'),
    severity: FindingSeverity,
    title: z.string(),
    detail: z.string().describe('What happened and what to do, for a person'),
    where: FindingPlace.optional().describe('The first place, when there is one'),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof Finding>

export const FindingCounts = z.object({ error: z.int(), warning: z.int(), info: z.int() }).meta({ id: 'FindingCounts' })
export type FindingCounts = z.infer<typeof FindingCounts>

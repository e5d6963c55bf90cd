/** Something worth knowing about a message. Rule ids are stable: tests and people refer to them. */
import { z } from 'zod'

export const FindingSeverity = z.enum(['error', 'warning', 'info'])
export type FindingSeverity = z.infer<typeof FindingSeverity>

export const Finding = z
  .object({
    rule: z.string().describe('Stable id, e.g. `parser-timeout`'),
    severity: FindingSeverity,
    title: z.string(),
    detail: z.string().describe('What happened and what to do, for a person'),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof Finding>

export const FindingCounts = z.object({ error: z.int(), warning: z.int(), info: z.int() }).meta({ id: 'FindingCounts' })
export type FindingCounts = z.infer<typeof FindingCounts>

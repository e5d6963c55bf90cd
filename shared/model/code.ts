/** A code that a mail brings: what a person would copy from it into a form. */
import { z } from 'zod'

export const CodeFound = z
  .object({
    value: z
      .string()
      .describe('As one types it: `123 456`, `123-456` and `G-123456` are `123456`; letters keep their case and hyphens'),
    confidence: z.number().min(0).max(1),
    where: z.enum(['subject', 'text', 'html']),
    context: z.string().describe('The words around it, with those of the line before when it has a line to itself'),
    evidence: z.array(z.string()).describe('What spoke for it and, with a minus, against it'),
  })
  .meta({ id: 'CodeFound' })
export type CodeFound = z.infer<typeof CodeFound>

/** Every HTTP error (RFC 9457). `code` is stable; `detail` tells a person what happened and what to do. */
import { z } from 'zod'

export const Problem = z
  .object({
    type: z.string().describe('`about:blank`: `code` is the discriminator'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe('JSON pointer (RFC 6901) into the request: `/query/limit`'),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('Every fault of an invalid request'),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

/** `/api/wait`: the call that tests are built on (API.md §3). It holds the connection until the answer is there. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Problem } from '../../../shared/model/problem.ts'
import { NoMatch, UnexpectedMatch, WaitAnswer, WaitExtract } from '../../../shared/model/wait.ts'
import type { Access } from '../../access/access.ts'
import { toAppError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import type { Waits } from '../../mail/wait.ts'
import { createEnding } from '../ending.ts'
import { whileGranted } from '../plugins/access.ts'
import { wantsText } from '../wants-text.ts'
import { wholeNumber } from '../whole-number.ts'
import { Search } from './messages.ts'

const DEFAULT_TIMEOUT_MS = 30_000
/** Node's `fetch` gives up on an answer at 300 s. */
const MAX_TIMEOUT_MS = LIMITS.wait.timeout.value
const MAX_COUNT = LIMITS.wait.count.value
const RETRY_AFTER_SECONDS = 1

const UNITS_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000 }

const Duration = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,9})?(?:ms|s|m)?$/, 'is a time such as 500ms, 30s or 2m')
  .transform((text) => Number.parseFloat(text) * (UNITS_MS[text.replace(/[\d.]/g, '')] ?? 1000))
  .refine((ms) => ms <= MAX_TIMEOUT_MS, `is at most ${MAX_TIMEOUT_MS / 60_000}m; ask again for longer`)

const WaitQuery = Search.extend({
  mailbox: z.string().optional().describe('Only in this mailbox'),
  since: z.string().optional().describe('Cursor: only later messages. Without it, those that are there already count too'),
  count: wholeNumber(0, MAX_COUNT).default(1).describe('By default 1; 0 for none, with `quiet`'),
  timeout: Duration.optional().describe('How long to wait for them: `500ms`, `30s`, `2m`, at most 4m; by default 30s'),
  quiet: Duration.optional().describe('How long no more than `count` may come, at most `timeout`'),
  extract: WaitExtract.optional().describe('Adds the best code or link of the first message; only messages that have one match'),
})

const failure = (description: string, schema: z.ZodType) => ({ description, content: { 'application/problem+json': { schema } } })

export const waitRoutes: FastifyPluginAsyncZod<{ waits: Waits; access: Access }> = async (app, { waits, access }) => {
  const endOf = createEnding(app, 0)
  app.route({
    method: 'GET',
    url: '/wait',
    exposeHeadRoute: false,
    config: { scope: 'read', mailbox: 'query' },
    schema: {
      operationId: 'wait',
      summary: 'Wait for messages, or for none',
      description:
        'Answers as soon as `count` matching messages are there. Mail that was imported counts only when the search asks for `origin:`. With `Accept: text/plain` and `extract` the answer is that value alone.',
      querystring: WaitQuery,
      response: {
        200: {
          description: 'They are there, or nothing came',
          content: { 'application/json': { schema: WaitAnswer }, 'text/plain': { schema: z.string() } },
        },
        400: Problem,
        404: failure('Not in time, and why', NoMatch),
        409: failure('One came that should not have', UnexpectedMatch),
        503: Problem,
      },
    },
    handler: async (request, reply) => {
      const {
        query: { timeout, quiet, ...query },
        headers,
        grant,
      } = request
      // Of two that ask the same at once, a browser that may keep the answer holds one back.
      reply.header('cache-control', 'no-store').header('vary', 'accept')
      const signal = AbortSignal.any([endOf(reply), whileGranted(access, request, reply)])
      const timeoutMs = timeout ?? Math.max(DEFAULT_TIMEOUT_MS, quiet ?? 0)
      const answer = await waits
        .wait({ ...query, timeoutMs, quietMs: quiet, isConfined: grant.mailbox !== undefined }, signal)
        .catch((error: unknown) => {
          if (toAppError(error).code === 'unavailable') reply.header('retry-after', RETRY_AFTER_SECONDS)
          throw error
        })
      const value = query.extract && answer[query.extract]
      if (value === undefined || !wantsText(headers.accept)) return answer
      return reply.type('text/plain; charset=utf-8').serializer(String).send(value)
    },
  })
}

/** `/api/waits`: what was waited for in vain. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Problem } from '../../../shared/model/problem.ts'
import { FailedWaits } from '../../../shared/model/wait.ts'
import type { FailedWaits as FailedWaitMemory } from '../../mail/failed-waits.ts'

const ListQuery = z.strictObject({
  since: z.string().optional().describe('Cursor: only those that ended after this place in the order of arrival, or at it'),
  mailbox: z.string().optional().describe('Only those that waited in this mailbox, or in all of them'),
})

export const failedWaitRoutes: FastifyPluginAsyncZod<{ failedWaits: FailedWaitMemory }> = async (app, { failedWaits }) => {
  app.get(
    '/waits',
    {
      config: { compress: true, scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'listFailedWaits',
        summary: 'Waits that ended without what they waited for, and why: the last 200 since the start',
        querystring: ListQuery,
        response: { 200: FailedWaits, 400: Problem },
      },
    },
    async ({ query, grant }) => failedWaits.list({ ...query, isConfined: grant.mailbox !== undefined }),
  )
}

/** `/api/sessions` and the session of a message: who connected, what was said, and why it ended so. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Problem } from '../../../shared/model/problem.ts'
import { Session, SessionOutcome, SessionPage, SessionProtocol } from '../../../shared/model/session.ts'
import { LIMITS } from '../../limits.ts'
import type { Sessions } from '../../mail/sessions.ts'
import { InMailbox, MessageId } from './messages.ts'

const ListQuery = z.strictObject({
  outcome: SessionOutcome.optional(),
  protocol: SessionProtocol.optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.search.page.value).default(50),
  before: z.string().optional().describe('`next` of the page before: only sessions that ended earlier'),
})

export const sessionRoutes: FastifyPluginAsyncZod<{ sessions: Sessions }> = async (app, { sessions }) => {
  app.get(
    '/sessions',
    {
      config: { compress: true, scope: 'read' },
      schema: {
        operationId: 'listSessions',
        summary: 'Sessions by SMTP and of mail clients, the one that ended last first, also those that brought no message',
        querystring: ListQuery,
        response: { 200: SessionPage, 400: Problem },
      },
    },
    ({ query }) => sessions.list(query),
  )

  app.get(
    '/sessions/:id',
    {
      config: { compress: true, scope: 'read', mailbox: 'own' },
      schema: {
        operationId: 'getSession',
        summary: 'One session with its dialogue; also while it runs',
        params: z.strictObject({ id: z.string() }),
        response: { 200: Session, 404: Problem },
      },
    },
    ({ params, grant }) => sessions.get(params.id, grant.mailbox),
  )

  app.get(
    '/messages/:id/session',
    {
      config: { compress: true, scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getMessageSession',
        summary: 'The SMTP session that brought the message, line by line',
        params: MessageId,
        querystring: InMailbox,
        response: { 200: Session, 404: Problem },
      },
    },
    ({ params, query, grant }) => sessions.ofMessage(params.id, { ...query, onlyOf: grant.mailbox }),
  )
}

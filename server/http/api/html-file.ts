/** `/api/messages/{id}/html-file`: what a mail looks like, to keep as a file. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Problem } from '../../../shared/model/problem.ts'
import type { Messages } from '../../mail/messages.ts'
import { STANDALONE_POLICY, type StandaloneDependencies, writeStandaloneDocument } from '../../mail/standalone-document.ts'
import { IN_SANDBOX } from '../security-headers.ts'
import { InMailbox, MessageId } from './messages.ts'

export const htmlFileRoutes: FastifyPluginAsyncZod<StandaloneDependencies & { messages: Messages }> = async (
  app,
  { messages, renderer },
) => {
  app.get(
    '/messages/:id/html-file',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getHtmlFile',
        summary: 'The document that shows the mail, in one file: small images within it, no script, nothing from elsewhere',
        params: MessageId,
        querystring: InMailbox,
        response: {
          200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } },
          400: Problem,
          404: Problem,
          413: Problem,
          503: Problem,
        },
      },
    },
    async ({ params, query }, reply) => {
      const document = await writeStandaloneDocument(await messages.find(params.id, query), { messages, renderer })
      return reply
        .type('text/html; charset=utf-8')
        .headers(IN_SANDBOX)
        .header('content-security-policy', STANDALONE_POLICY)
        .header('cache-control', 'no-store')
        .serializer(String)
        .send(document)
    },
  )
}

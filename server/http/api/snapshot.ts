/** What a test compares: a mail as stable text, and two mails side by side. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { MessageDiff } from '../../../shared/model/diff.ts'
import { Problem } from '../../../shared/model/problem.ts'
import type { Messages } from '../../mail/messages.ts'
import { writeDiff } from '../diff-text.ts'
import { wantsText } from '../wants-text.ts'
import { InMailbox, MessageId } from './messages.ts'

const Pair = MessageId.extend({ other: z.string().describe('Id of the message to compare with, or `latest`') })
const DiffQuery = InMailbox.extend({
  mask: z
    .enum(['true', 'false'])
    .optional()
    .describe('Leave out what differs between any two mails: dates, ids, codes, tokens. By default false'),
})

export const snapshotRoutes: FastifyPluginAsyncZod<{ messages: Messages }> = async (app, { messages }) => {
  app.get(
    '/messages/:id/snapshot',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getSnapshot',
        summary: 'The mail as text to keep beside a test: the same for two mails of one template',
        params: MessageId,
        querystring: InMailbox,
        response: {
          200: { description: 'Snapshot', content: { 'text/plain': { schema: z.string() } } },
          404: Problem,
          503: Problem,
        },
      },
    },
    async ({ params, query }, reply) => {
      const snapshot = await messages.snapshot(await messages.find(params.id, query))
      return reply.type('text/plain; charset=utf-8').serializer(String).send(snapshot)
    },
  )

  app.get(
    '/messages/:id/diff/:other',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getDiff',
        summary: 'What differs between two mails: header fields, text, HTML, parts',
        description: 'As a unified diff with `Accept: text/plain`',
        params: Pair,
        querystring: DiffQuery,
        response: {
          200: {
            description: 'Comparison',
            content: { 'application/json': { schema: MessageDiff }, 'text/plain': { schema: z.string() } },
          },
          404: Problem,
          503: Problem,
        },
      },
    },
    async ({ params, query: { mask, ...scope }, headers }, reply) => {
      // The search is for `latest`; the other one may be named by its id.
      const find = (id: string) => messages.find(id, id === 'latest' ? scope : { mailbox: scope.mailbox })
      const diff = await messages.compare(await find(params.id), await find(params.other), mask === 'true')
      reply.header('vary', 'accept')
      if (!wantsText(headers.accept)) return diff
      return reply.type('text/plain; charset=utf-8').serializer(String).send(writeDiff(diff))
    },
  )
}

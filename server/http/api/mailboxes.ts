/** `/api/mailboxes`: what there is and how much is in it. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Mailbox } from '../../../shared/model/mailbox.ts'
import { Problem } from '../../../shared/model/problem.ts'
import type { Messages } from '../../mail/messages.ts'
import { createEnding } from '../ending.ts'
import { IN_PORTIONS, LIST_COMPRESSION } from './messages.ts'

export const mailboxRoutes: FastifyPluginAsyncZod<{ messages: Messages }> = async (app, { messages }) => {
  const endOf = createEnding(app)
  app.get(
    '/mailboxes',
    {
      compress: LIST_COMPRESSION,
      config: { scope: 'read', mailbox: 'own' },
      schema: {
        operationId: 'listMailboxes',
        summary: 'Mailboxes with their counts',
        response: { 200: z.object({ mailboxes: z.array(Mailbox) }) },
      },
    },
    async ({ grant }) => {
      const all = await messages.mailboxes()
      return { mailboxes: grant.mailbox === undefined ? all : all.filter(({ name }) => name === grant.mailbox) }
    },
  )

  app.delete(
    '/mailboxes/:name',
    {
      config: { scope: 'admin', mailbox: 'name' },
      schema: {
        operationId: 'emptyMailbox',
        summary: 'Delete every message of one mailbox',
        description: IN_PORTIONS,
        params: z.strictObject({ name: z.string() }),
        response: { 200: z.object({ removed: z.int() }), 404: Problem, 503: Problem },
      },
    },
    async ({ params: { name } }) => ({ removed: await messages.emptyMailbox(name, endOf()) }),
  )
}

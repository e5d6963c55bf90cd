/** `/api/mailboxes`: what there is and how much is in it. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Mailbox } from '../../../shared/model/mailbox.ts'
import { Problem } from '../../../shared/model/problem.ts'
import { AppError } from '../../errors.ts'
import type { Messages } from '../../mail/messages.ts'

export const mailboxRoutes: FastifyPluginAsyncZod<{ messages: Messages }> = async (app, { messages }) => {
  app.get(
    '/mailboxes',
    {
      schema: {
        operationId: 'listMailboxes',
        summary: 'Mailboxes with their counts',
        response: { 200: z.object({ mailboxes: z.array(Mailbox) }) },
      },
    },
    async () => ({ mailboxes: await messages.mailboxes() }),
  )

  app.delete(
    '/mailboxes/:name',
    {
      schema: {
        operationId: 'emptyMailbox',
        summary: 'Delete every message of one mailbox',
        params: z.strictObject({ name: z.string() }),
        response: { 200: z.object({ removed: z.int() }), 404: Problem },
      },
    },
    async ({ params: { name } }) => {
      const mailboxes = await messages.mailboxes()
      if (!mailboxes.some((mailbox) => mailbox.name === name))
        throw new AppError('not_found', `There is no mailbox ${name}; one exists once mail has arrived for it`)
      return { removed: await messages.remove({ all: true, mailbox: name }) }
    },
  )
}

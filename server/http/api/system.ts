/** What the server says of itself: info, health, the cursor that means "now". */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Health, ServerInfo } from '../../../shared/model/server-info.ts'
import type { Access } from '../../access/access.ts'
import type { Messages } from '../../mail/messages.ts'

export interface SystemDependencies {
  messages: Messages
  /** @param onlyOf a mailbox: without what tells of others */
  info: (onlyOf?: string) => ServerInfo
  /** Resolves when SMTP and the store both work. */
  checkReady: () => Promise<void>
  access: Pick<Access, 'isRequired'>
}

export const systemRoutes: FastifyPluginAsyncZod<SystemDependencies> = async (app, { messages, info, checkReady, access }) => {
  /** Anybody may ask, also where nobody may see more. */
  const tell = (error: unknown) => (access.isRequired ? 'Not ready; the log of Mailmitt says why' : toAppMessage(error))
  app.get(
    '/cursor',
    {
      config: { scope: 'read', mailbox: 'own' },
      schema: {
        operationId: 'getCursor',
        summary: 'The place in the order of arrival that means now',
        response: { 200: z.object({ cursor: z.string() }) },
      },
    },
    async (_request, reply) => {
      const cursor = await messages.cursor()
      reply.header('mailmitt-cursor', cursor)
      return { cursor }
    },
  )

  app.get(
    '/info',
    {
      config: { scope: 'read', mailbox: 'own' },
      schema: { operationId: 'getInfo', summary: 'Version, listeners, limits, counters', response: { 200: ServerInfo } },
    },
    async ({ grant }) => info(grant.mailbox),
  )

  app.get(
    '/health/live',
    {
      config: { anyHost: true, scope: 'open', mailbox: 'own' },
      schema: { operationId: 'getLive', summary: 'The process is alive', response: { 200: Health } },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/health/ready',
    {
      config: { anyHost: true, scope: 'open', mailbox: 'own' },
      schema: { operationId: 'getReady', summary: 'SMTP and the store both work', response: { 200: Health, 503: Health } },
    },
    async (_request, reply) => {
      try {
        await checkReady()
        return { status: 'ok' as const }
      } catch (error) {
        return reply.status(503).send({ status: 'unavailable' as const, detail: tell(error) })
      }
    },
  )
}

function toAppMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

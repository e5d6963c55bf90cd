/** What the server says of itself: info, health, the cursor that means "now". */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Health, ServerInfo } from '../../../shared/model/server-info.ts'
import type { Messages } from '../../mail/messages.ts'

export interface SystemDependencies {
  messages: Messages
  info: () => ServerInfo
  /** Resolves when SMTP and the store both work. */
  checkReady: () => Promise<void>
}

export const systemRoutes: FastifyPluginAsyncZod<SystemDependencies> = async (app, { messages, info, checkReady }) => {
  app.get(
    '/cursor',
    {
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
    { schema: { operationId: 'getInfo', summary: 'Version, listeners, limits, counters', response: { 200: ServerInfo } } },
    async () => info(),
  )

  app.get(
    '/health/live',
    { config: { anyHost: true }, schema: { operationId: 'getLive', summary: 'The process is alive', response: { 200: Health } } },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/health/ready',
    {
      config: { anyHost: true },
      schema: { operationId: 'getReady', summary: 'SMTP and the store both work', response: { 200: Health, 503: Health } },
    },
    async (_request, reply) => {
      try {
        await checkReady()
        return { status: 'ok' as const }
      } catch (error) {
        return reply
          .status(503)
          .send({ status: 'unavailable' as const, detail: error instanceof Error ? error.message : String(error) })
      }
    },
  )
}

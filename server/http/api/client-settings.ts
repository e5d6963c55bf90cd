/** `/api/client-settings.*`: files that set a mail client up, for the login name that chooses whose mail it reads. */
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { EVERYTHING } from '../../../shared/client-settings/client-settings.ts'
import { writeMuttrc } from '../../../shared/client-settings/muttrc.ts'
import { writeSrvRecords } from '../../../shared/client-settings/srv-records.ts'
import { Problem } from '../../../shared/model/problem.ts'
import { writeAppleProfile } from '../autoconfig/apple.ts'
import { type FindClientSettings, noIncoming } from '../client-settings.ts'

const Login = z.strictObject({
  login: z
    .string()
    .min(1)
    .max(255)
    .regex(/^\P{Cc}*$/u, 'must have no control characters')
    .default(EVERYTHING)
    .describe('A mailbox, an address, or `all`: whose mail the client reads'),
})

const APPLE_TYPE = 'application/x-apple-aspen-config'

export const clientSettingsRoutes: FastifyPluginAsyncZod<{ findSettings: FindClientSettings }> = async (
  app,
  { findSettings },
) => {
  // Of mail there is nothing in it.
  const config = { scope: 'read', mailbox: 'own' } as const
  const textOf = (type: string, description: string) => ({
    200: { description, content: { [type]: { schema: z.string() } } },
    400: Problem,
  })

  app.get(
    '/client-settings.mobileconfig',
    {
      config,
      schema: {
        operationId: 'getAppleProfile',
        summary: 'A profile that sets up Mail of macOS and iOS; 404 when neither IMAP nor POP3 listens',
        querystring: Login,
        response: { ...textOf(APPLE_TYPE, 'A property list'), 404: Problem },
      },
    },
    async (request, reply) => {
      const settings = findSettings(request, request.query.login)
      return sendFile(reply, { name: 'mailmitt.mobileconfig', type: APPLE_TYPE, text: writeAppleProfile(settings) })
    },
  )

  app.get(
    '/client-settings.muttrc',
    {
      config,
      schema: {
        operationId: 'getMuttrc',
        summary: 'A configuration file for mutt; 404 when neither IMAP nor POP3 listens',
        querystring: Login,
        response: { ...textOf('text/plain', 'For `mutt -F`'), 404: Problem },
      },
    },
    async (request, reply) => {
      const settings = findSettings(request, request.query.login)
      return sendFile(reply, { name: 'mailmitt.muttrc', type: 'text/plain', text: writeMuttrc(settings) })
    },
  )

  app.get(
    '/client-settings.zone',
    {
      config,
      schema: {
        operationId: 'getSrvRecords',
        summary: 'DNS records by which clients find the servers of the domain of the address (RFC 6186)',
        querystring: Login,
        response: textOf('text/plain', 'Lines of a zone file'),
      },
    },
    async (request, reply) => {
      const text = writeSrvRecords(findSettings(request, request.query.login))
      return sendFile(reply, { name: 'mailmitt.zone', type: 'text/plain', text })
    },
  )
}

/** @throws {AppError} `not_found` without a text */
function sendFile(reply: FastifyReply, { name, type, text }: { name: string; type: string; text: string | undefined }) {
  if (text === undefined) throw noIncoming()
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .serializer(String)
    .send(text)
}

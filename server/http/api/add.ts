/** Ways to put mail in by HTTP: octets, a compose request, the sample. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Added, SendRequest } from '../../../shared/model/message.ts'
import { Problem } from '../../../shared/model/problem.ts'
import { AppError } from '../../errors.ts'
import type { AddMail } from '../../mail/add.ts'

const AddQuery = z.strictObject({
  mailFrom: z.string().optional().describe('Reverse-path; by default the address in From'),
  rcptTo: z
    .union([z.string().transform((path) => [path]), z.array(z.string())])
    .optional()
    .describe('Forward-path, once for each; by default the addresses in To, Cc and Bcc'),
  mailbox: z.string().optional(),
})

export const addRoutes: FastifyPluginAsyncZod<{ addMail: AddMail; maxMessageOctets: number }> = async (
  app,
  { addMail, maxMessageOctets },
) => {
  app.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: maxMessageOctets }, (_request, body, done) =>
    done(null, body),
  )

  app.post(
    '/messages',
    {
      bodyLimit: maxMessageOctets,
      schema: {
        operationId: 'addMessage',
        summary: 'Add a mail: its octets as message/rfc822',
        consumes: ['message/rfc822'],
        querystring: AddQuery,
        body: z.any().describe('Octets of the mail'),
        response: { 201: Added, 400: Problem, 413: Problem, 415: Problem },
      },
    },
    async ({ query, body }, reply) => {
      if (!Buffer.isBuffer(body) || body.length === 0)
        throw new AppError('invalid', 'There is no mail in the body; send its octets with Content-Type message/rfc822')
      return reply.status(201).send(await addMail.add({ ...query, mailData: body }))
    },
  )

  app.post(
    '/send',
    {
      // Base64 takes a third more.
      bodyLimit: Math.ceil(maxMessageOctets * 1.4),
      schema: {
        operationId: 'sendMessage',
        summary: 'Compose a mail and keep it; nothing leaves the machine',
        body: SendRequest,
        response: { 201: Added, 400: Problem },
      },
    },
    async ({ body }, reply) => reply.status(201).send(await addMail.send(body)),
  )

  app.post(
    '/sample',
    {
      schema: {
        operationId: 'sendSample',
        summary: 'Have Mailmitt mail itself a sample through its own SMTP listener',
        body: z.strictObject({}),
        response: { 202: z.object({ sent: z.literal(true) }), 400: Problem, 503: Problem },
      },
    },
    async (_request, reply) => {
      await addMail.sendSample()
      return reply.status(202).send({ sent: true })
    },
  )
}

/** Ways to put mail in by HTTP: octets, a compose request, the sample. */
import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Added, AddedFiles, MessageOrigin, SendRequest } from '../../../shared/model/message.ts'
import { Problem } from '../../../shared/model/problem.ts'
import { AppError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import type { AddMail } from '../../mail/add.ts'
import { createUpload } from '../upload.ts'

/** Of one upload. */
const MAX_FILES = LIMITS.http.uploadFiles.value
/** None is looked at. */
const MAX_FIELD_OCTETS = LIMITS.http.uploadField.value

const AddQuery = z.strictObject({
  mailFrom: z.string().optional().describe('Reverse-path; by default the address in From'),
  rcptTo: z
    .union([z.string().transform((path) => [path]), z.array(z.string())])
    .optional()
    .describe('Forward-path, once for each; by default the addresses in To, Cc and Bcc'),
  mailbox: z.string().optional(),
  origin: MessageOrigin.extract(['api', 'import']).default('api').describe('`import`: a mail that was kept elsewhere'),
})

export const addRoutes: FastifyPluginAsyncZod<{ addMail: AddMail; maxMessageOctets: number }> = async (
  app,
  { addMail, maxMessageOctets },
) => {
  const addFiles = createUpload({ addMail, maxMessageOctets })
  app.addContentTypeParser('message/rfc822', { parseAs: 'buffer', bodyLimit: maxMessageOctets }, (_request, body, done) =>
    done(null, body),
  )

  await app.register(multipart, {
    limits: { files: MAX_FILES, parts: MAX_FILES, fileSize: maxMessageOctets, fieldSize: MAX_FIELD_OCTETS },
    throwFileSizeLimit: false,
  })

  app.post(
    '/messages',
    {
      bodyLimit: maxMessageOctets,
      config: { scope: 'send', mailbox: 'query' },
      schema: {
        operationId: 'addMessage',
        summary: 'Add a mail: its octets as message/rfc822; or several, as files of multipart/form-data',
        consumes: ['message/rfc822', 'multipart/form-data'],
        querystring: AddQuery,
        body: z.any().describe('Octets of the mail, or files with them'),
        response: { 201: z.union([Added, AddedFiles]), 400: Problem, 413: Problem, 415: Problem },
      },
    },
    async (request, reply) => {
      const { query, body } = request
      if (request.isMultipart()) return reply.status(201).send(await addFiles(request.parts(), query, request.raw))
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
      config: { scope: 'send', mailbox: 'body' },
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
      config: { scope: 'send' },
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

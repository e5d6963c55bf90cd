/** `/api/export`: messages as one file, streamed. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ExportFormat } from '../../../shared/model/export.ts'
import { Problem } from '../../../shared/model/problem.ts'
import { now } from '../../clock.ts'
import { AppError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import type { ExportMessages } from '../../mail/export/export.ts'
import { startReading } from '../octets.ts'
import { contentDisposition } from '../part-headers.ts'
import { IdsInAddress, MAX_IDS_IN_ADDRESS, Search } from './messages.ts'

const TYPES = { zip: 'application/zip', mbox: 'application/mbox', ndjson: 'application/x-ndjson' } as const satisfies Record<
  ExportFormat,
  string
>

const RETRY_AFTER_SECONDS = 1

const ExportQuery = Search.extend({
  format: ExportFormat.describe('zip: a file each; mbox: mboxrd (RFC 4155); ndjson: a Message on each line, without octets'),
  mailbox: z.string().optional().describe('Only in this mailbox'),
  ids: IdsInAddress.optional().describe(`Only these: ids by comma, at most ${MAX_IDS_IN_ADDRESS}`),
})

export const exportRoutes: FastifyPluginAsyncZod<{ exportMessages: ExportMessages }> = async (app, { exportMessages }) => {
  let running = 0
  /** Until it is over: one that nobody reads counts too. */
  const begin = (reply: FastifyReply) => {
    const limit = LIMITS.http.exports.value
    if (running >= limit) {
      reply.header('retry-after', RETRY_AFTER_SECONDS)
      throw new AppError('unavailable', `${limit} exports run already; try again when one of them has ended`)
    }
    running++
    reply.raw.once('close', () => running--)
  }
  app.get(
    '/export',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'exportMessages',
        summary: 'Messages as one file, the oldest first',
        querystring: ExportQuery,
        response: {
          200: {
            description: 'The file',
            content: Object.fromEntries(
              Object.values(TYPES).map((type) => [type, { schema: z.string().meta({ format: 'binary' }) }]),
            ),
          },
          400: Problem,
          503: Problem,
        },
      },
    },
    async (request, reply) => {
      const { format, ...scope } = request.query
      const pieces = exportMessages(format, scope)
      if (request.method !== 'HEAD') begin(reply)
      const octets = request.method === 'HEAD' ? Readable.from([]) : await startReading(pieces)
      return sendFile(reply, octets, { format, name: scope.mailbox ?? 'mailmitt' })
    },
  )
}

function sendFile(reply: FastifyReply, octets: Readable, { format, name }: { format: ExportFormat; name: string }): FastifyReply {
  const day = new Date(now()).toISOString().slice(0, 10)
  return reply
    .type(TYPES[format])
    .header('content-disposition', contentDisposition('attachment', `${name} ${day}.${format}`))
    .header('cache-control', 'no-store')
    .send(octets)
}

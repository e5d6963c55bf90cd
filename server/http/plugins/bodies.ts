/** Bodies of requests: as they are, and never read on without end, also where nobody wants them. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LIMITS } from '../../limits.ts'
import { sendProblem } from './errors.ts'

export function addBodyLimits(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity'
    if (encoding === 'identity') return
    // RFC 9110 §15.5.16. A few octets can be unpacked to any number of them.
    return sendProblem(reply.header('accept-encoding', 'identity'), {
      status: 415,
      title: 'Unsupported Media Type',
      code: 'unsupported_media_type',
      detail: 'Bodies are read as they are: send this one without Content-Encoding',
    })
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (!hasBody(request) || request.raw.complete) return payload
    closeEndless(request.raw)
    // A connection that is closed while its client still writes is reset, and the answer lost with it.
    reply.removeHeader('connection')
    reply.raw.shouldKeepAlive = true
    return payload
  })
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** The answer is given while the body still comes in. Node would read it to its end, so that the client sees the answer. */
function closeEndless(body: FastifyRequest['raw']): void {
  let octets = 0
  body.on('data', ({ length }: Uint8Array) => {
    octets += length
    if (octets > LIMITS.http.refusedBody.value) body.destroy()
  })
}

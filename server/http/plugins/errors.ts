/** Every HTTP error as application/problem+json (RFC 9457). Only an AppError's own words reach the client. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { Problem } from '../../../shared/model/problem.ts'
import { AppError, type ErrorCode } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import { SECURITY_HEADERS } from '../security-headers.ts'
import { statusText } from '../status-text.ts'

const STATUS = {
  invalid: [400, 'Invalid request'],
  stale_cursor: [400, 'Stale cursor'],
  unauthenticated: [401, 'Unauthenticated'],
  forbidden: [403, 'Forbidden'],
  not_found: [404, 'Not found'],
  no_match: [404, 'No match'],
  unexpected_match: [409, 'Unexpected match'],
  conflict: [409, 'Conflict'],
  too_large: [413, 'Too large'],
  misdirected: [421, 'Misdirected request'],
  too_many_attempts: [429, 'Too many attempts'],
  unavailable: [503, 'Unavailable'],
  insufficient_storage: [507, 'Insufficient storage'],
  damaged: [500, 'Damaged'],
  internal: [500, 'Internal error'],
} as const satisfies Record<ErrorCode, readonly [number, string]>

const PROBLEM_TYPE = 'application/problem+json'

/** What Fastify itself refuses. */
const FRAMEWORK: Record<string, readonly [number, string, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported_media_type',
    'Send this with Content-Type application/json (or message/rfc822 or multipart/form-data, where mail is added)',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'too_large', 'The body is larger than this server takes; see --max-message-size'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'invalid', 'The body is empty; this call needs a JSON body'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'invalid', 'The body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'invalid', 'The body is not as long as Content-Length says'],
}

/** What a request that cannot be read is told, by Node's word for it. */
const UNREADABLE: Record<string, readonly [number, string]> = {
  HPE_HEADER_OVERFLOW: [
    431,
    `The address and the header section together reach the limit of ${LIMITS.http.requestHeader.value} octets`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The extensions of the chunks of the body are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in whole in time'],
}

/** Answers on the bare connection: there is no request, and so no reply, when its octets are no HTTP. */
export function refuseUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, detail] = UNREADABLE[error.code] ?? [400, 'The request is not HTTP as this server reads it']
  refuseConnection(socket, { status, title: 'Invalid request', code: 'invalid', detail }, error)
}

export function refuseConnection(socket: Socket, problem: Omit<Problem, 'type'>, error?: Error): void {
  const body = JSON.stringify(toProblem(problem))
  const fields = {
    ...SECURITY_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const { status } = problem
  const head = [`HTTP/1.1 ${status} ${statusText(status)}`, ...Object.entries(fields).map((field) => field.join(': '))]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy(error)
}

/** Node itself answers a request that expects other than `100-continue` (RFC 9110 §10.1.1), before there is a route. */
export function refuseExpectation({ headers }: IncomingMessage, response: ServerResponse): void {
  const detail = `This server cannot meet the expectation ${JSON.stringify(headers.expect)}; it knows 100-continue`
  const body = JSON.stringify(toProblem({ status: 417, title: 'Invalid request', code: 'invalid', detail }))
  response.writeHead(417, { ...SECURITY_HEADERS, 'content-type': PROBLEM_TYPE, connection: 'close' }).end(body)
}

/** Fastify's words for the parts of a request that a schema holds. */
const PLACES: Record<string, string> = { querystring: 'query', params: 'path', headers: 'headers' }

export function addErrorHandling(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, {
      status: 404,
      title: 'Not found',
      code: 'no_such_route',
      detail: `There is no ${request.method} ${request.url.split('?')[0]}; see /api/docs`,
    }),
  )
  app.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    if (error instanceof AppError) {
      if (error.code === 'internal') request.log.error({ err: error.cause ?? error }, 'request failed')
      const [status, title] = STATUS[error.code]
      const { code, message: detail, at } = error
      const { retryAfterSeconds, ...details } = { retryAfterSeconds: undefined, ...error.details }
      if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
      const errors = at && [{ pointer: `/body/${at.join('/')}`, detail }]
      return sendProblem(reply, { status, title, code, detail, ...(errors && { errors }), ...details })
    }
    if (hasZodFastifySchemaValidationErrors(error)) {
      const errors = error.validation.map((fault) => ({
        pointer: `/${PLACES[error.validationContext ?? ''] ?? 'body'}${fault.instancePath.replace(/\/$/, '')}`,
        detail: fault.message ?? 'is invalid',
      }))
      return sendProblem(reply, {
        status: 400,
        title: 'Invalid request',
        code: 'invalid',
        detail: `${errors.length === 1 ? 'One value is' : `${errors.length} values are`} not as this call takes it; see errors, and /api/docs`,
        errors,
      })
    }
    const known = FRAMEWORK[error.code]
    // Fastify would close while the client still sends, who then sees a broken pipe and not this answer.
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') reply.removeHeader('connection')
    if (known) return sendProblem(reply, { status: known[0], title: 'Invalid request', code: known[1], detail: known[2] })
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendProblem(reply, { status: error.statusCode, title: 'Invalid request', code: 'invalid', detail: error.message })
    request.log.error({ err: error }, 'request failed')
    return sendProblem(reply, {
      status: 500,
      title: 'Internal error',
      code: 'internal',
      detail: 'Internal error; see the log of Mailmitt',
    })
  })
}

/** What a route may have said of the answer it could not give. */
const OF_CONTENT = ['etag', 'content-disposition', 'accept-ranges', 'cache-control']

export function sendProblem(reply: FastifyReply, problem: Omit<Problem, 'type'>): FastifyReply {
  for (const name of OF_CONTENT) reply.removeHeader(name)
  return reply.status(problem.status).type(PROBLEM_TYPE).serializer(JSON.stringify).send(toProblem(problem))
}

function toProblem(problem: Omit<Problem, 'type'>): Problem {
  return { type: 'about:blank', ...problem }
}

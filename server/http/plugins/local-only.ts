/**
 * Local is not safe (DESIGN §8): a page in the developer's browser can reach us, and can rebind a name of its own to
 * 127.0.0.1. Checked after routing, on the route that matched, for HTTP and for websocket upgrades alike.
 */
import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HostPort } from '../../config/values.ts'
import { AppError } from '../../errors.ts'

export interface LocalOnlyOptions {
  listen: HostPort
  /** Lower case; `*.` for any sub-domain. */
  allowedHosts: readonly string[]
  corsOrigins: readonly string[]
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers any Host: health checks of containers and client set-up documents, which hold no secret. */
    anyHost?: boolean
    /** Has its own proof in the address, so neither Origin nor cookie is looked at. */
    ownProof?: (request: FastifyRequest) => boolean
  }
}

const SIMPLE_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i

export function addLocalOnly(app: FastifyInstance, { listen, allowedHosts, corsOrigins }: LocalOnlyOptions): void {
  const beyondLoopback = !isLoopback(listen.host)

  app.addHook('onRequest', async (request, reply) => {
    const { config, url: route } = request.routeOptions
    if (!config.anyHost) checkHost(request)
    const isApi = route?.startsWith('/api') ?? false
    const changes = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
    if ((!isApi && !changes) || config.ownProof?.(request)) return
    const origin = request.headers.origin
    if (origin === undefined) {
      // Without an Origin only what an HTML form cannot send may change things.
      const type = request.headers['content-type']
      if (request.method === 'POST' && (type === undefined || SIMPLE_TYPES.test(type)))
        throw new AppError(
          'forbidden',
          'Send this with Content-Type application/json (or message/rfc822): a web page of another site could have sent it as it is',
        )
      return
    }
    if (corsOrigins.includes(origin)) allowCors(reply, origin)
    else if (!isSameAuthority(origin, request)) throw new AppError('forbidden', explainOrigin(origin, request))
  })

  if (corsOrigins.length > 0)
    app.options('/api/*', { schema: { hide: true } }, async (request, reply) => {
      reply.header('access-control-allow-methods', 'GET, HEAD, POST, PATCH, DELETE')
      reply.header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '')
      return reply.status(204).send()
    })

  function checkHost(request: FastifyRequest): void {
    const name = hostName(request.headers.host ?? '')
    const isAllowed =
      isIP(name.replace(/^\[|\]$/g, '')) !== 0 ||
      name === 'localhost' ||
      name.endsWith('.localhost') ||
      allowedHosts.some((allowed) => (allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed)) ||
      // Service names of a compose file. On loopback a neighbour on the network could answer for such a name.
      (beyondLoopback && /^[a-z0-9_-]+$/.test(name))
    if (!isAllowed)
      throw new AppError(
        'misdirected',
        `This Mailmitt does not answer for the host "${name}". If it is yours, start it with --allowed-hosts ${name || 'name'}`,
      )
  }
}

function allowCors(reply: { header: (name: string, value: string) => unknown }, origin: string): void {
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-expose-headers', 'Mailmitt-Cursor, ETag, Content-Range, Content-Disposition')
  reply.header('vary', 'Origin')
}

/** Scheme and default ports do not count: proxies end TLS, and IDEs forward ports. */
function isSameAuthority(origin: string, request: FastifyRequest): boolean {
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return [request.headers.host, request.headers['x-forwarded-host']]
    .flat()
    .some((seen) => seen !== undefined && withoutDefaultPort(seen) === withoutDefaultPort(host))
}

function withoutDefaultPort(authority: string): string {
  return authority
    .trim()
    .toLowerCase()
    .replace(/:(80|443)$/, '')
}

function explainOrigin(origin: string, { headers }: FastifyRequest): string {
  return `The request comes from the origin ${JSON.stringify(origin)}, but this is ${JSON.stringify(headers.host ?? '')}. A proxy in front must keep the host (nginx: proxy_set_header Host $host;) or say it (X-Forwarded-Host); a web page of yours that calls this API needs --cors-origin`
}

/** Without port and trailing dot, in lower case. */
function hostName(authority: string): string {
  return authority.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}

export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^(::ffff:)?127\./.test(address)
}

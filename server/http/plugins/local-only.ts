/**
 * Local is not safe (DESIGN §8): a page in the developer's browser can reach us, and can rebind a name of its own to
 * 127.0.0.1. Checked after routing, on the route that matched, for HTTP and for websocket upgrades alike.
 */
import { isIPv4, isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HostPort } from '../../config/values.ts'
import { AppError } from '../../errors.ts'
import { isLoopback } from '../../listener.ts'
import { hostName } from '../host-name.ts'

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

/** Of a host that cannot be. */
const MAX_SHOWN_LENGTH = 100
const SIMPLE_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i

export function addLocalOnly(app: FastifyInstance, { listen, allowedHosts, corsOrigins }: LocalOnlyOptions): void {
  const beyondLoopback = !isLoopback(listen.host)

  app.addHook('onRequest', async (request, reply) => {
    const { config, url: route } = request.routeOptions
    if (!config.anyHost) for (const authority of authoritiesOf(request)) checkHost(authority)
    const isApi = route?.startsWith('/api') ?? false
    const isUpgrade = request.headers.upgrade?.toLowerCase() === 'websocket'
    const changes = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
    if ((!isApi && !isUpgrade && !changes) || config.ownProof?.(request)) return
    const origin = request.headers.origin
    if (origin === undefined) {
      if (isEmbedded(request))
        throw new AppError(
          'forbidden',
          'A web page of another site asks for this, as an image, a script or a frame of its own. A link to it works; a page of yours that calls this API needs --cors-origin',
        )
      // Without an Origin only what an HTML form cannot send may change things. Forms know no method but POST.
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
    app.options('/api/*', { config: { scope: 'open' }, schema: { hide: true } }, async (request, reply) => {
      reply.header('access-control-allow-methods', 'GET, HEAD, POST, PATCH, DELETE')
      reply.header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '')
      return reply.status(204).send()
    })

  function checkHost(authority: string): void {
    const name = hostName(authority)
    const isAllowed =
      name !== undefined &&
      (isIPv4(name) ||
        isIPv6(name) ||
        name === 'localhost' ||
        name.endsWith('.localhost') ||
        allowedHosts.some((allowed) => (allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed)) ||
        // Service names of a compose file. On loopback a neighbour on the network could answer for such a name.
        (beyondLoopback && /^[a-z0-9_-]+$/.test(name)))
    if (isAllowed) return
    const shown = name ?? authority.slice(0, MAX_SHOWN_LENGTH)
    throw new AppError(
      'misdirected',
      `This Mailmitt does not answer for the host "${shown}". If it is yours, start it with --allowed-hosts ${name ?? 'name'}`,
    )
  }
}

/**
 * Every host that the request says it is for: that of the Host field, and that of a whole address in its first line (RFC 9112
 * §3.2.2). Which of them counts is not decided here: each must be ours.
 *
 * @throws {AppError} `invalid` when the Host is not said once (RFC 9112 §3.2): a proxy may have looked at another than we do
 */
function authoritiesOf({ raw, originalUrl }: FastifyRequest): string[] {
  const hosts = raw.rawHeaders.filter((_text, i, all) => i % 2 === 1 && all[i - 1]?.toLowerCase() === 'host')
  if (hosts.length > 1 || (hosts.length === 0 && raw.httpVersion === '1.1'))
    throw new AppError('invalid', `A request says its Host once (RFC 9112 §3.2); this one says it ${hosts.length} times`)
  const [, ofTarget] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(originalUrl) ?? []
  return [hosts[0] ?? '', ...(ofTarget === undefined ? [] : [ofTarget])]
}

/**
 * Fetch metadata: an image, a script or a frame of a page elsewhere says no Origin. That page could not read the answer, but how
 * long it took, and it must not use up a wait. A link that a person follows is no part of a page.
 */
function isEmbedded({ headers }: FastifyRequest): boolean {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers
  const isElsewhere = site === 'cross-site' || site === 'same-site'
  return isElsewhere && !(mode === 'navigate' && destination === 'document')
}

function allowCors(reply: { header: (name: string, value: string) => unknown }, origin: string): void {
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-expose-headers', 'Mailmitt-Cursor, ETag, Content-Range, Content-Disposition')
  reply.header('vary', 'Origin')
}

/** Scheme and default ports do not count: proxies end TLS, and IDEs forward ports. One in a list may be that of any proxy on the way. */
function isSameAuthority(origin: string, { headers }: FastifyRequest): boolean {
  const [, authority] = /^https?:\/\/([^/?#@,\s]+)$/i.exec(origin) ?? []
  if (authority === undefined) return false
  const forwarded = [headers['x-forwarded-host'] ?? []].flat().flatMap((hosts) => hosts.split(','))
  return [headers.host ?? '', ...forwarded].some((seen) => withoutDefaultPort(seen) === withoutDefaultPort(authority))
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

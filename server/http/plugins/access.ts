/**
 * Who may call what. One hook, after routing, on the route that matched, for HTTP and for websocket upgrades alike: every route
 * says what it takes to call it and where it names its mailbox; one that says nothing is for those who may do everything.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Grant, Presented } from '../../access/access.ts'
import type { Scope } from '../../access/tokens.ts'
import { AppError } from '../../errors.ts'
import { canonicalMailbox } from '../../mail/mailbox.ts'
import { readCookie, type SignInCookie } from '../sign-in-cookie.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `open` is for everybody. */
    scope?: Scope | 'open'
    /**
     * Where the call names the mailbox that it is about, so that a token of one mailbox is held to it; `own`: the handler sees to
     * that, or there is nothing of mail in it. Absent: not for such tokens.
     */
    mailbox?: 'query' | 'body' | 'select' | 'name' | 'own'
  }
  interface FastifyRequest {
    grant: Grant
  }
}

export interface AccessOptions {
  access: Access
  cookie: SignInCookie
}

/** What a token of one mailbox is told where a call has none. */
const NEEDS_ALL = 'it is not about a single mailbox; use a token without one'

export function addAccess(app: FastifyInstance, { access, cookie }: AccessOptions): void {
  // Set below, or nobody gets that far.
  app.decorateRequest('grant', null as unknown as Grant)

  app.addHook('onRequest', async (request, reply) => {
    const { scope = 'admin', mailbox, ownProof } = request.routeOptions.config
    if (request.is404 || scope === 'open' || ownProof?.(request)) return
    const grant = await checkAccess(request, reply, { access, cookie })
    request.grant = grant
    if (!grant.scopes.has(scope))
      throw new AppError(
        'forbidden',
        `The token ${JSON.stringify(grant.name)} may ${[...grant.scopes].join(' and ')}, and this takes ${scope}: see the file of --tokens`,
      )
    if (grant.mailbox !== undefined && mailbox === undefined) throw notForMailbox(grant.mailbox, NEEDS_ALL)
    if (grant.signIn?.isOld) cookie.set(request, reply, access.signIns.write(grant.signIn.name, grant.signIn.id))
  })

  // The one place that holds a token to its mailbox: whatever was asked is asked of that one.
  app.addHook('preHandler', async (request) => {
    const bound = request.grant?.mailbox
    const place = request.routeOptions.config.mailbox
    if (bound === undefined || place === undefined || place === 'own') return
    const [holder, name] = mailboxPlace(request, place)
    const named = holder[name]
    if (typeof named === 'string' && canonicalMailbox(named) !== bound)
      throw notForMailbox(bound, `not for ${JSON.stringify(named)}`)
    holder[name] = bound
  })
}

/**
 * @throws {AppError} `unauthenticated`, with what a program needs to ask for a password. A browser is not told: it would ask in a
 * dialog of its own, in place of the page for it
 */
async function checkAccess(request: FastifyRequest, reply: FastifyReply, { access, cookie }: AccessOptions): Promise<Grant> {
  try {
    return await access.check(presented(request, { access, cookie }))
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated')
      reply.header('www-authenticate', isBrowser(request) ? BEARER : `Basic realm="Mailmitt", charset="UTF-8", ${BEARER}`)
    throw error
  }
}

const BEARER = 'Bearer realm="Mailmitt"'

export function presented({ raw, headers, socket }: FastifyRequest, { access, cookie }: AccessOptions): Presented {
  const { proxyHeader } = access
  // Of two that say different things Node keeps the first, and a proxy may have meant the other.
  const only = (name: string) => {
    const all = raw.headersDistinct[name] ?? []
    return all.length > 1 ? '' : all[0]
  }
  return {
    peer: socket.remoteAddress ?? '',
    forwardedFor: headers['x-forwarded-for']?.toString(),
    authorization: only('authorization'),
    signIn: readCookie(headers.cookie, cookie.name),
    proxyUser: proxyHeader === undefined ? undefined : only(proxyHeader),
  }
}

/** Aborts when what let this request in is taken away. */
export function whileGranted(access: Access, { grant }: FastifyRequest, reply: FastifyReply): AbortSignal {
  const ending = new AbortController()
  const unwatch = access.watch(grant, () =>
    ending.abort(new AppError('unauthenticated', 'What let you in has been taken away or changed; sign in again')),
  )
  reply.raw.once('close', unwatch)
  return ending.signal
}

/** Programs that speak for themselves say so; Node's `fetch` takes no challenge either. */
function isBrowser({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-mode'] !== undefined || /^Mozilla\//.test(headers['user-agent'] ?? '')
}

function notForMailbox(mailbox: string, why: string): AppError {
  return new AppError('forbidden', `This token is for the mailbox ${JSON.stringify(mailbox)} alone, and this is ${why}`)
}

/** After validation: what is there has the shape of its schema. */
function mailboxPlace(
  { query, body, params }: FastifyRequest,
  place: 'query' | 'body' | 'select' | 'name',
): [holder: Record<string, unknown>, name: string] {
  if (place === 'name') return [params as Record<string, unknown>, 'name']
  if (place === 'query') return [query as Record<string, unknown>, 'mailbox']
  const holder = place === 'body' ? body : (body as { select: unknown }).select
  return [holder as Record<string, unknown>, 'mailbox']
}

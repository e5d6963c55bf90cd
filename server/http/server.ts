/** Wires plugins and routes into one HTTP server. Every route there is stands below. */
import type { ServerOptions } from 'node:http'
import { Server as TlsServer } from 'node:tls'
import compress from '@fastify/compress'
import websocket, { type WebSocket } from '@fastify/websocket'
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { ServerInfo } from '../../shared/model/server-info.ts'
import type { Access } from '../access/access.ts'
import { version, webFolder } from '../assets.ts'
import type { Config } from '../config/settings.ts'
import { LIMITS } from '../limits.ts'
import { type Listener, listenOn } from '../listener.ts'
import type { Log } from '../log.ts'
import type { AddMail } from '../mail/add.ts'
import type { EventHub } from '../mail/event-hub.ts'
import type { ExportMessages } from '../mail/export/export.ts'
import type { CountFacets } from '../mail/facets.ts'
import type { FailedWaits } from '../mail/failed-waits.ts'
import type { Messages } from '../mail/messages.ts'
import type { Renderer } from '../mail/renderer.ts'
import type { Sessions } from '../mail/sessions.ts'
import type { Tags } from '../mail/tags.ts'
import type { Waits } from '../mail/wait.ts'
import type { Tls } from '../tls/tls.ts'
import { addRoutes } from './api/add.ts'
import { caRoutes } from './api/ca.ts'
import { clientSettingsRoutes } from './api/client-settings.ts'
import { contentRoutes } from './api/content.ts'
import { exportRoutes } from './api/export.ts'
import { facetRoutes } from './api/facets.ts'
import { failedWaitRoutes } from './api/failed-waits.ts'
import { htmlFileRoutes } from './api/html-file.ts'
import { mailboxRoutes } from './api/mailboxes.ts'
import { messageRoutes } from './api/messages.ts'
import { sessionRoutes } from './api/sessions.ts'
import { signInRoutes } from './api/sign-in.ts'
import { snapshotRoutes } from './api/snapshot.ts'
import { streamRoutes } from './api/stream.ts'
import { systemRoutes } from './api/system.ts'
import { tagRoutes } from './api/tags.ts'
import { waitRoutes } from './api/wait.ts'
import { autoconfigRoutes, withAutodiscoverSpelled } from './autoconfig/routes.ts'
import { createFindClientSettings } from './client-settings.ts'
import { addAccess } from './plugins/access.ts'
import { addBodyLimits } from './plugins/bodies.ts'
import { addConnectionLimit } from './plugins/connections.ts'
import { addErrorHandling, refuseExpectation, refuseUnreadable, sendProblem } from './plugins/errors.ts'
import { addLocalOnly } from './plugins/local-only.ts'
import { addOpenApi } from './plugins/openapi.ts'
import { addStaticWeb } from './plugins/static-web.ts'
import { addStopping } from './plugins/stopping.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { createSignInCookie } from './sign-in-cookie.ts'
import { createViewProof } from './view-proof.ts'

export type HttpConfig = Pick<
  Config,
  'http' | 'https' | 'allowed-hosts' | 'cors-origin' | 'base-path' | 'max-message-size' | 'max-http-connections'
>

export interface HttpDependencies {
  config: HttpConfig
  messages: Messages
  countFacets: CountFacets
  sessions: Sessions
  tags: Tags
  waits: Waits
  failedWaits: FailedWaits
  addMail: AddMail
  exportMessages: ExportMessages
  renderer: Renderer
  events: EventHub
  info: (onlyOf?: string) => ServerInfo
  checkReady: () => Promise<void>
  access: Access
  databaseId: string
  /** Absent when nothing here has TLS. */
  tls: Tls | undefined
  log: Log
}

/** How often Node looks for requests that take too long to come in. */
const CHECK_MS = 2000
/** How long a running request may go on after the server was told to stop. */
const DRAIN_MS = 2000

/** A call that takes no query parameter refuses one: a typo in a test must not pass as "no filter". */
const NO_QUERY = z.strictObject({})

export async function startHttpServer(dependencies: HttpDependencies): Promise<Listener> {
  const {
    config,
    messages,
    countFacets,
    sessions,
    tags,
    waits,
    failedWaits,
    addMail,
    exportMessages,
    renderer,
    events,
    info,
    checkReady,
    access,
    tls,
    databaseId,
    log,
  } = dependencies
  const httpsTls = config.https ? tls : undefined
  // Java's client and `curl --http2` offer h2c with their first request, which may be ignored (RFC 9110 §7.8).
  const http: ServerOptions = {
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    // Local-only says so in its own words, and with the headers that every answer has.
    requireHostHeader: false,
    maxHeaderSize: LIMITS.http.requestHeader.value,
    headersTimeout: LIMITS.http.headerTime.value,
    connectionsCheckingInterval: CHECK_MS,
  }
  const app = fastify({
    loggerInstance: log.child({}, { level: 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LIMITS.http.body.value,
    // Given from the start, so that Fastify does not load its own, which are all that its types know.
    schemaController: {
      compilersFactory: {
        buildValidator: () => validatorCompiler as never,
        // Types hold answers to their schemas, and a test compares them: validating each again on the way out costs a third of a list.
        buildSerializer: () => () => JSON.stringify,
      },
    },
    // A mailbox name has up to 255 octets, each perhaps three characters; Fastify answers 404 beyond this.
    routerOptions: { maxParamLength: LIMITS.http.pathParameter.value },
    forceCloseConnections: 'idle',
    // Ours says so as any other error, and when to come back.
    return503OnClosing: false,
    requestTimeout: LIMITS.http.requestTime.value,
    connectionTimeout: LIMITS.http.silence.value,
    ...(httpsTls ? { https: { ...http, ...toOptions(httpsTls) } } : { http }),
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error, { raw }, reply) => {
      // No hook runs, so nothing else ends the connection of an upgrade.
      if (raw.headers.upgrade !== undefined) reply.raw.once('finish', () => raw.socket.destroy())
      sendProblem(reply.headers(SECURITY_HEADERS), {
        status: error.statusCode ?? 400,
        title: 'Invalid request',
        code: 'invalid',
        detail: 'The address cannot be read: it is too long or not well-formed percent-encoding',
      })
    },
    rewriteUrl: ({ url = '/' }) => withAutodiscoverSpelled(stripBasePath(url, config['base-path'])),
  }).withTypeProvider<ZodTypeProvider>() as unknown as FastifyInstance

  // Node would drop what is beyond a thousand fields without a word, an Origin perhaps; their octets are limited.
  app.server.maxHeadersCount = 0
  app.server.on('checkExpectation', refuseExpectation)
  addErrorHandling(app)
  // First, so that refusals and hijacked answers carry them too; a route that needs others sets its own.
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS)
  })
  // Before what refuses requests: it ends the connection of an upgrade that is refused, which nothing else would.
  await app.register(websocket, {
    // It has nothing to say to us.
    options: { maxPayload: LIMITS.http.webSocketFrame.value, perMessageDeflate: false },
    errorHandler: endWebsocket,
    // The stream says goodbye itself, with a code.
    preClose: (done) => done(),
  })
  addStopping(app)
  addConnectionLimit(app, { maxConnections: config['max-http-connections'] })
  addBodyLimits(app)
  addLocalOnly(app, { listen: config.http, allowedHosts: config['allowed-hosts'], corsOrigins: config['cors-origin'] })
  const cookie = createSignInCookie({ databaseId, basePath: config['base-path'] })
  addAccess(app, { access, cookie })
  await app.register(compress, { global: false, globalDecompression: false })
  addOpenApi(app, { version })
  await app.register(async (web) => addStaticWeb(web, { folder: webFolder, basePath: config['base-path'] }))

  const findSettings = createFindClientSettings({ info, access, allowedHosts: config['allowed-hosts'] })
  await app.register(autoconfigRoutes, { findSettings })
  await app.register(
    async (api) => {
      api.addHook('onRoute', ({ schema }) => {
        if (schema) schema.querystring ??= NO_QUERY
      })
      await api.register(messageRoutes, { messages })
      await api.register(contentRoutes, { messages, renderer, viewProof: createViewProof() })
      await api.register(htmlFileRoutes, { messages, renderer })
      await api.register(snapshotRoutes, { messages })
      await api.register(addRoutes, { addMail, maxMessageOctets: config['max-message-size'] })
      await api.register(exportRoutes, { exportMessages })
      await api.register(mailboxRoutes, { messages })
      await api.register(tagRoutes, { tags })
      await api.register(facetRoutes, { countFacets })
      await api.register(sessionRoutes, { sessions })
      await api.register(systemRoutes, { messages, info, checkReady, access })
      await api.register(caRoutes, { authority: tls?.authority })
      await api.register(clientSettingsRoutes, { findSettings })
      await api.register(waitRoutes, { waits, access })
      await api.register(failedWaitRoutes, { failedWaits })
      await api.register(streamRoutes, { events, messages, access, version })
      await api.register(signInRoutes, { access, cookie })
    },
    { prefix: '/api' },
  )
  const { server } = app
  httpsTls?.onChange(() => server instanceof TlsServer && server.setSecureContext(toOptions(httpsTls)))
  await app.ready()
  const listening = await listenOn(app.server, config.http, 'http')

  return {
    address: listening.address,
    async stop() {
      const closed = listening.close()
      // Both wait for connections; one that has asked nothing, or never ends its request, would hold them up.
      const limit = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
      await app.close()
      await closed
      clearTimeout(limit)
    },
  }
}

function toOptions({ certificate: { certificate, privateKey } }: Tls): { cert: string; key: string } {
  return { cert: certificate, key: privateKey }
}

/** A client that breaks RFC 6455, or vanishes, ends its own connection; that is no fault of ours, and it could fill the log. */
function endWebsocket(error: Error & { code?: string }, socket: WebSocket, request: FastifyRequest): void {
  const isOfClient = error.code?.startsWith('WS_ERR_') || error.code === 'ECONNRESET' || error.code === 'EPIPE'
  request.log[isOfClient ? 'debug' : 'error']({ err: error }, 'websocket ended')
  socket.terminate()
}

/** A proxy may keep its prefix (`--base-path`) or strip it; both work. */
function stripBasePath(url: string, basePath: string): string {
  if (basePath === '/') return url
  if (url.startsWith(basePath)) return `/${url.slice(basePath.length)}`
  return url === basePath.slice(0, -1) ? '/' : url
}

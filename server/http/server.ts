/** Wires plugins and routes into one HTTP server. Every route there is stands below. */
import compress from '@fastify/compress'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ServerInfo } from '../../shared/model/server-info.ts'
import { version, webFolder } from '../assets.ts'
import type { Config } from '../config/settings.ts'
import { type Listener, listenOn } from '../listener.ts'
import type { Log } from '../log.ts'
import type { AddMail } from '../mail/add.ts'
import type { EventHub } from '../mail/event-hub.ts'
import type { Messages } from '../mail/messages.ts'
import type { Renderer } from '../mail/renderer.ts'
import { addRoutes } from './api/add.ts'
import { contentRoutes } from './api/content.ts'
import { mailboxRoutes } from './api/mailboxes.ts'
import { messageRoutes } from './api/messages.ts'
import { streamRoutes } from './api/stream.ts'
import { systemRoutes } from './api/system.ts'
import { addErrorHandling } from './plugins/errors.ts'
import { addLocalOnly } from './plugins/local-only.ts'
import { addOpenApi } from './plugins/openapi.ts'
import { addStaticWeb } from './plugins/static-web.ts'
import { createViewProof } from './view-proof.ts'

export type HttpConfig = Pick<Config, 'http' | 'allowed-hosts' | 'cors-origin' | 'base-path' | 'max-message-size'>

export interface HttpDependencies {
  config: HttpConfig
  messages: Messages
  addMail: AddMail
  renderer: Renderer
  events: EventHub
  info: () => ServerInfo
  checkReady: () => Promise<void>
  log: Log
}

const JSON_BODY_OCTETS = 1024 * 1024
/** A mailbox name has up to 255 octets; Fastify answers 404 beyond this. */
const MAX_PARAMETER_LENGTH = 1024
/** A websocket client has nothing to say to us. */
const MAX_FRAME_OCTETS = 1024

export async function startHttpServer(dependencies: HttpDependencies): Promise<Listener> {
  const { config, messages, addMail, renderer, events, info, checkReady, log } = dependencies
  const app = fastify({
    loggerInstance: log.child({}, { level: 'warn' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_BODY_OCTETS,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    forceCloseConnections: true,
    rewriteUrl: (request) => stripBasePath(request.url ?? '/', config['base-path']),
  }).withTypeProvider<ZodTypeProvider>() as unknown as FastifyInstance
  app.setValidatorCompiler(validatorCompiler)
  // Types hold answers to their schemas, and a test compares them: validating each again on the way out costs a third of a list.
  app.setSerializerCompiler(() => JSON.stringify)

  addErrorHandling(app)
  addLocalOnly(app, { listen: config.http, allowedHosts: config['allowed-hosts'], corsOrigins: config['cors-origin'] })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
    if (!reply.hasHeader('cross-origin-resource-policy')) reply.header('cross-origin-resource-policy', 'same-origin')
    if (!reply.hasHeader('content-security-policy'))
      reply.header('content-security-policy', `default-src 'none'; frame-ancestors 'none'`)
  })
  await app.register(compress, { global: false, encodings: ['br', 'gzip'], threshold: 1024 })
  await app.register(websocket, { options: { maxPayload: MAX_FRAME_OCTETS, perMessageDeflate: false } })
  await addOpenApi(app, { version })
  await addStaticWeb(app, { folder: webFolder, basePath: config['base-path'] })

  await app.register(
    async (api) => {
      await api.register(messageRoutes, { messages })
      await api.register(contentRoutes, { messages, renderer, viewProof: createViewProof() })
      await api.register(addRoutes, { addMail, maxMessageOctets: config['max-message-size'] })
      await api.register(mailboxRoutes, { messages })
      await api.register(systemRoutes, { messages, info, checkReady })
      await api.register(streamRoutes, { events, messages, version })
    },
    { prefix: '/api' },
  )
  await app.ready()
  const listening = await listenOn(app.server, config.http, 'http')

  return {
    address: listening.address,
    async stop() {
      const closed = listening.close()
      await app.close()
      app.server.closeAllConnections()
      await closed
    },
  }
}

/** A proxy may keep its prefix (`--base-path`) or strip it; both work. */
function stripBasePath(url: string, basePath: string): string {
  if (basePath === '/') return url
  if (url.startsWith(basePath)) return `/${url.slice(basePath.length)}`
  return url === basePath.slice(0, -1) ? '/' : url
}

/**
 * Where mail clients look for settings by themselves. They come with no credentials and under any name that leads here, such as
 * `autoconfig.x.test`; the answers hold nothing of mail, and no secret.
 */
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { domainOf } from '../../../shared/client-settings/srv-records.ts'
import { type FindClientSettings, noIncoming } from '../client-settings.ts'
import { readOutlookRequest, writeOutlookConfig, writeOutlookError } from './outlook.ts'
import { writeThunderbirdConfig } from './thunderbird.ts'

const OPEN = { config: { anyHost: true, scope: 'open' }, schema: { hide: true } } as const
const XML_TYPES = ['text/xml', 'application/xml']
/** Whose address it is, the client fills in. */
const SOMEBODY = 'somebody@example.test'
/** Microsoft's own spelling; clients write it as they like. */
const AUTODISCOVER = '/autodiscover/autodiscover.xml'

export const autoconfigRoutes: FastifyPluginAsync<{ findSettings: FindClientSettings }> = async (app, { findSettings }) => {
  for (const path of ['/.well-known/autoconfig/mail/config-v1.1.xml', '/mail/config-v1.1.xml'])
    app.get<{ Querystring: { emailaddress?: unknown } }>(path, OPEN, async (request, reply) => {
      const { emailaddress } = request.query
      const settings = findSettings(request, SOMEBODY)
      if (settings.incoming.length === 0) throw noIncoming()
      const domain = domainOf(typeof emailaddress === 'string' ? emailaddress : '')
      return sendXml(reply, writeThunderbirdConfig(settings, domain))
    })

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(XML_TYPES, { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post<{ Body: string | undefined }>(AUTODISCOVER, OPEN, async (request, reply) => {
    const address = readOutlookRequest(request.body ?? '')
    if (address === undefined) return sendXml(reply, writeOutlookError())
    const settings = findSettings(request, address)
    if (settings.incoming.length === 0) throw noIncoming()
    return sendXml(reply, writeOutlookConfig(settings))
  })
}

function sendXml(reply: FastifyReply, document: string): FastifyReply {
  return reply.type('text/xml; charset=utf-8').header('cache-control', 'no-store').send(document)
}

/** @returns a path as the routes know it */
export function withAutodiscoverSpelled(path: string): string {
  return path.slice(0, AUTODISCOVER.length).toLowerCase() === AUTODISCOVER ? AUTODISCOVER + path.slice(AUTODISCOVER.length) : path
}

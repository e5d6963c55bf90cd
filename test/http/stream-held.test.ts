/** What waits to be looked at by the filter of a stream: the routes over a hub of this process, so that events come all at once. */
import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { expect, test } from 'vitest'
import { createAccess, readAccess } from '../../server/access/access.ts'
import { configOf } from '../../server/config/options.ts'
import { streamRoutes } from '../../server/http/api/stream.ts'
import { addAccess } from '../../server/http/plugins/access.ts'
import { createSignInCookie } from '../../server/http/sign-in-cookie.ts'
import { LIMITS } from '../../server/limits.ts'
import { createLogTo } from '../../server/log.ts'
import { openAccounts } from '../harness/mail-accounts.ts'
import { openStream } from '../harness/stream.ts'

test('a filter may have 10,000 events still to look at; one more, and the client is told to come back', {
  timeout: 120_000,
}, async () => {
  await using mail = await openAccounts()
  const id = await mail.deliver('ann@x.test', { mailbox: 'shop' })
  await mail.ingest.settled()
  const log = createLogTo({ write: () => undefined }, 'debug')
  const config = configOf({})
  const access = createAccess({ config, credentials: readAccess(config), secret: 'of the database', log })
  const app = fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => JSON.stringify)
  await app.register(websocket)
  addAccess(app, { access, cookie: createSignInCookie({ databaseId: 'x', basePath: '/' }) })
  await app.register(streamRoutes, { prefix: '/api', events: mail.events, messages: mail.messages, access, version: '1' })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const limit = LIMITS.stream.held.value
  const change = (times: number) => {
    for (let i = 0; i < times; i++) mail.events.publish({ type: 'message.changed', id, seen: i % 2 === 0 })
  }
  try {
    await using held = await openStream(url, { q: 'to:ann@x.test' })
    change(limit)
    await held.until((events) => events.filter(({ type }) => type === 'message.changed').length === limit)
    await using cutOff = await openStream(url, { q: 'to:ann@x.test' })
    change(limit + 1)
    expect(await cutOff.closed).toBe(1013)
  } finally {
    await app.close()
    access.close()
  }
})

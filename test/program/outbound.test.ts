/** The server never fetches what a mail names (DESIGN §2.10): no connection, no lookup, no other program, whatever comes in. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { HOSTILE_SET } from '../e2e/hostile-set.ts'
import { startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { attachment, multipart } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const hook = fileURLToPath(new URL('../harness/outbound.cjs', import.meta.url))

async function startWatched() {
  const folder = await temporaryFolder()
  const file = folder.path('outbound')
  const app = await startApp({ env: { NODE_OPTIONS: `--require=${hook}`, OUTBOUND_FILE: file } })
  return {
    app,
    /** What it began so far, a kind each. */
    begun: () =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as { type: string; stack: string })
        : [],
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** Names that nobody has, addresses of nobody, and the metadata of clouds. */
const ELSEWHERE = ['http://evil.test', 'https://169.254.169.254', 'http://[2001:db8::1]', 'http://localhost:9']

/** A mail that gives every reason to ask elsewhere. */
function tempting(elsewhere: string, html: string): string {
  const calendar = `BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nATTACH:${elsewhere}/a\r\nURL:${elsewhere}\r\nTZURL:${elsewhere}/tz\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`
  const host = new URL(elsewhere).hostname
  return multipart(
    [
      { fields: { 'Content-Type': 'text/html' }, body: html },
      {
        fields: { 'Content-Type': `message/external-body; access-type=URL; URL="${elsewhere}/body"` },
        body: 'Content-Type: text/plain\r\n\r\n',
      },
      { fields: { 'Content-Type': `message/external-body; access-type=anon-ftp; site="${host}"; name=x` }, body: '\r\n' },
      attachment('text/calendar', calendar),
      attachment(
        'text/vcard',
        `BEGIN:VCARD\r\nVERSION:4.0\r\nPHOTO:${elsewhere}/photo.png\r\nSOURCE:${elsewhere}\r\nEND:VCARD\r\n`,
      ),
      attachment(
        'image/svg+xml',
        `<?xml-stylesheet href="${elsewhere}/x.css"?><!DOCTYPE svg SYSTEM "${elsewhere}/x.dtd"><svg><image href="${elsewhere}/i"/></svg>`,
      ),
      attachment('application/xml', `<!DOCTYPE x [<!ENTITY e SYSTEM "${elsewhere}/xxe">]><x>&e;</x>`),
    ],
    {
      type: 'related',
      fields: {
        From: `a@${host}`,
        'Return-Receipt-To': `a@${host}`,
        'Disposition-Notification-To': `a@${host}`,
        'List-Unsubscribe': `<${elsewhere}/unsubscribe>, <mailto:u@${host}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'Authentication-Results': `${host}; dkim=pass header.d=${host}`,
        'DKIM-Signature': `v=1; a=rsa-sha256; d=${host}; s=s; h=from; bh=x; b=x`,
        Received: `from ${host} ([192.0.2.1]) by ${host}`,
        'Content-Base': `${elsewhere}/`,
        Face: 'x',
        'X-Image-URL': `${elsewhere}/face.png`,
      },
    },
  )
}

test('a run with hostile mails, read by every call, opens no connection, looks up no name and starts no program', {
  timeout: 120_000,
}, async () => {
  await using watched = await startWatched()
  const { app, begun } = watched
  await using stream = await openStream(app.url)
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO evil.test')
  await smtp.say('VRFY someone@evil.test')
  const [evil = '', ...others] = ELSEWHERE
  const htmls = Object.values(HOSTILE_SET)
  const mails = [
    ...htmls.map((write) => tempting(evil, write(evil))),
    ...others.map((elsewhere) =>
      tempting(elsewhere, `<img src="${elsewhere}/x.png"><link rel="stylesheet" href="${elsewhere}/x.css">`),
    ),
  ]
  for (const mailData of mails) await deliver(smtp, mailData, { from: 'bounce@evil.test', to: ['x@evil.test', 'y@[192.0.2.1]'] })
  const { messages } = await app.client.list()
  expect(messages).toHaveLength(mails.length)
  await stream.until((events) => events.filter(({ type }) => type === 'message.added').length === mails.length)

  const document = (await send(`${app.url}/api/openapi.json`)).json() as { paths: Record<string, Record<string, unknown>> }
  const perMessage = Object.entries(document.paths).filter(([path, methods]) => path.includes('{id}') && 'get' in methods)
  expect(perMessage.length).toBeGreaterThan(10)
  for (const { id } of messages)
    for (const [template] of perMessage) {
      const path = template.endsWith('/explanation') ? '4' : '1'
      const values: Record<string, string> = { id, path, other: 'latest' }
      const address = template.replace(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? '')
      expect((await send(`${app.url}${address}`)).status).toBeLessThan(500)
    }
  for (const query of ['remote=allow', 'remote=public&theme=forced-dark', 'remoteHosts=evil.test%2Clocalhost%3A9', 'images=off'])
    await send(`${app.url}/api/messages/latest/html?${query}`)
  for (const path of ['/', '/m/x', '/api/docs', '/api/info', '/api/health/ready', '/api/sessions', '/api/facets', '/api/tags'])
    await send(`${app.url}${path}`)
  for (const format of ['zip', 'mbox', 'ndjson']) await send(`${app.url}/api/export?format=${format}`)
  await send(`${app.url}/api/wait?q=evil&timeout=1s`)
  await app.client.send({ from: 'a@evil.test', to: ['b@evil.test'], html: `<img src="http://evil.test/x.png">` })
  await app.client.add(tempting('http://evil.test', '<p>added</p>'))
  expect(begun()).toEqual([])

  // The one connection that a person asks for is to itself, and shows that what is watched is seen.
  await app.client.sendSample()
  expect(begun().map(({ type }) => type)).toEqual(['TCPCONNECTWRAP'])
})

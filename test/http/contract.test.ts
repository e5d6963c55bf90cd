import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { type ApiDocument, checkAnswer, type Operation, operationsOf } from '../harness/document.ts'
import { type Answer, problemOf, send, sendJson } from '../harness/http.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'

/** With each of the fields that may be absent. */
const INVITATION = [
  ...['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1', 'RECURRENCE-ID:20261123T100000Z'],
  ...['DTSTART:20261123T100000Z', 'DTEND:20261123T110000Z', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE:20261124T100000Z'],
  ...['ORGANIZER:mailto:a@x.test', 'ATTENDEE;RSVP=TRUE:mailto:b@x.test', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')

const app = await startApp({ flags: ['--tls', '--imap', '127.0.0.1:0'] })
/** Asks who calls. */
const guarded = await startApp({ env: { MAILMITT_USER: 'ann:secret' } })
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await guarded[Symbol.asyncDispose]()
})
const signIn = (name: string, password: string) => sendJson(`${guarded.url}/api/sign-in`, 'POST', { name, password })
const api = `${app.url}/api`
const document = (await send(`${api}/openapi.json`)).json() as ApiDocument
const operations = operationsOf(document)

/** Each failure doubles the wait, so that one comes too soon however slow this machine is. */
async function guessUntilRefused(): Promise<Answer> {
  let answer = await signIn('eve', 'guess')
  for (let tries = 1; answer.status === 401 && tries < 12; tries++) answer = await signIn('eve', 'guess')
  return answer
}

const { id } = await app.client.add(
  multipart([
    { fields: { 'Content-Type': 'text/plain' }, body: 'plain' },
    { fields: { 'Content-Type': 'text/html' }, body: '<p>html <img src="cid:dot">' },
    attachment('image/png', PNG, { filename: 'dot.png', fields: { 'Content-ID': '<dot>' } }),
    { fields: { 'Content-Type': 'message/rfc822' }, body: mail({ Subject: 'inner' }) },
    { fields: { 'Content-Type': 'text/calendar; method=REQUEST' }, body: INVITATION },
  ]),
  { mailbox: 'contract' },
)
const message = `${api}/messages/${id}`
const smtp = await openSmtp(app.smtp)
await beginData(smtp)
const smtpId = queuedId(await smtp.say('X-Mailmitt-Mailbox: contract\r\n\r\n.'))
const { id: sessionId } = await app.client.messageSession(smtpId)
const rfc822 = (target: string, body: string) =>
  send(target, { method: 'POST', headers: { 'content-type': 'message/rfc822' }, body })
const etagOf = async (target: string) => String((await send(target)).headers.etag)
const select = { ids: [id] }
const selectSmtp = { ids: [smtpId] }
const fiftyTags = Array.from({ length: 50 }, (_, i) => `tag ${i}`)
const rule = { q: 'subject:never', tag: 'never' }
const rules = `${api}/tag-rules`
const withRule = async (call: (target: string) => Promise<Answer>) => call(`${rules}/${(await app.client.addTagRule(rule)).id}`)

const settingsFile = (ending: string) => [
  send(`${api}/client-settings.${ending}`),
  send(`${api}/client-settings.${ending}?login=`),
  // There no mail client can read.
  send(`${guarded.url}/api/client-settings.${ending}`, { headers: { authorization: `Basic ${btoa('ann:secret')}` } }),
]

/** Every status that a route is known to answer with, once at least. */
const CALLS: Record<string, () => Promise<Answer>[]> = {
  listMessages: () => [
    send(`${api}/messages`),
    send(`${api}/messages?fields=text,html,headers&limit=1`),
    send(`${api}/messages?limit=0`),
    send(`${api}/messages?after=x`),
  ],
  patchMessages: () => [
    sendJson(`${api}/messages`, 'PATCH', { select, set: { seen: true } }),
    sendJson(`${api}/messages`, 'PATCH', {}),
    sendJson(`${api}/messages`, 'PATCH', { select: selectSmtp, addTags: fiftyTags }).then(() =>
      sendJson(`${api}/messages`, 'PATCH', { select: selectSmtp, addTags: ['one more'] }),
    ),
  ],
  deleteMessages: () => [
    send(`${api}/messages?ids=none`, { method: 'DELETE' }),
    send(`${api}/messages?all=true&mailbox=none`, { method: 'DELETE' }),
    send(`${api}/messages`, { method: 'DELETE' }),
  ],
  countMessages: () => [
    send(`${api}/messages/count?q=is:unseen`),
    send(`${api}/messages/count?mailbox=contract`),
    send(`${api}/messages/count?q=`),
  ],
  addMessage: () => [
    rfc822(`${api}/messages`, 'Subject: x\r\n\r\n'),
    rfc822(`${api}/messages`, ''),
    rfc822(`${api}/messages?to=x`, 'x'),
    send(`${api}/messages`, {
      ...{ method: 'POST', headers: { origin: app.url, 'content-type': 'multipart/form-data; boundary=b' } },
      body: `--b\r\nContent-Disposition: form-data; name=f; filename=x.eml\r\n\r\nx\r\n--b--\r\n`,
    }),
  ],
  getMessage: () => [send(message), send(`${api}/messages/latest?mailbox=contract`), send(`${api}/messages/none`)],
  deleteMessage: () => [
    rfc822(`${api}/messages`, 'Subject: gone\r\n\r\n').then(({ json }) =>
      send(`${api}/messages/${(json() as { id: string }).id}`, { method: 'DELETE' }),
    ),
    send(`${api}/messages/none`, { method: 'DELETE' }),
  ],
  getHeaders: () => [send(`${message}/headers`), send(`${api}/messages/none/headers`)],
  getParts: () => [send(`${message}/parts`), send(`${api}/messages/none/parts`)],
  getRaw: () => [
    send(`${message}/raw`),
    send(`${message}/raw`, { headers: { range: 'bytes=0-1' } }),
    send(`${message}/raw`, { headers: { range: 'bytes=999999-' } }),
    etagOf(`${message}/raw`).then((etag) => send(`${message}/raw`, { headers: { 'if-none-match': etag } })),
    send(`${api}/messages/none/raw`),
  ],
  getText: () => [send(`${message}/text`), send(`${message}/text?charset=x-nobody-knows`), send(`${api}/messages/none/text`)],
  getHtml: () => [send(`${message}/html`), send(`${message}/html?remote=maybe`), send(`${api}/messages/none/html`)],
  getHtmlFile: () => [
    send(`${message}/html-file`),
    send(`${message}/html-file?tz=Nowhere`),
    send(`${api}/messages/none/html-file`),
    Promise.resolve(app.client.add(mail({ 'Content-Type': 'text/html' }, `${'x'.repeat(70)}\r\n`.repeat(32_000)))).then(
      ({ id: large }) => send(`${api}/messages/${large}/html-file`),
    ),
  ],
  getPart: () => [
    send(`${message}/parts/3`),
    send(`${message}/parts/3`, { headers: { range: 'bytes=0-1' } }),
    send(`${message}/parts/3`, { headers: { range: 'bytes=999999-' } }),
    etagOf(`${message}/parts/3`).then((etag) => send(`${message}/parts/3`, { headers: { 'if-none-match': etag } })),
    send(`${message}/parts/9`),
    send(`${message}/parts/x`),
  ],
  getExplanation: () => [
    send(`${message}/parts/5/explanation`),
    send(`${message}/parts/1/explanation`),
    send(`${message}/parts/9/explanation`),
  ],
  getSnapshot: () => [send(`${message}/snapshot`), send(`${api}/messages/none/snapshot`)],
  getDiff: () => [
    send(`${message}/diff/${smtpId}`),
    send(`${message}/diff/${smtpId}?mask=true`),
    send(`${message}/diff/latest`, { headers: { accept: 'text/plain' } }),
    send(`${message}/diff/none`),
  ],
  getPartHeaders: () => [
    send(`${message}/parts/3/headers`),
    send(`${message}/parts/4/headers`),
    send(`${message}/parts/9/headers`),
    send(`${message}/parts/x/headers`),
  ],
  getPartRaw: () => [
    send(`${message}/parts/3/raw`),
    send(`${message}/parts/3/raw`, { headers: { range: 'bytes=0-1' } }),
    send(`${message}/parts/3/raw`, { headers: { range: 'bytes=999999-' } }),
    etagOf(`${message}/parts/3/raw`).then((etag) => send(`${message}/parts/3/raw`, { headers: { 'if-none-match': etag } })),
    send(`${message}/parts/9/raw`),
  ],
  exportMessages: () => [
    send(`${api}/export?format=zip`),
    send(`${api}/export?format=mbox`),
    send(`${api}/export?format=ndjson`),
    send(`${api}/export`),
  ],
  sendMessage: () => [
    sendJson(`${api}/send`, 'POST', { from: 'a@x.test', to: ['b@x.test'] }),
    sendJson(`${api}/send`, 'POST', {}),
  ],
  sendSample: () => [sendJson(`${api}/sample`, 'POST', {}), sendJson(`${api}/sample`, 'POST', { to: 'me' })],
  listMailboxes: () => [send(`${api}/mailboxes`), send(`${api}/mailboxes?name=x`)],
  countFacets: () => [
    send(`${api}/facets`),
    send(`${api}/facets?mailbox=contract&q=has:attachment`),
    send(`${api}/facets?q=is:purple`),
  ],
  emptyMailbox: () => [
    rfc822(`${api}/messages?mailbox=to-empty`, 'x').then(() => send(`${api}/mailboxes/to-empty`, { method: 'DELETE' })),
    send(`${api}/mailboxes/none`, { method: 'DELETE' }),
  ],
  listTags: () => [send(`${api}/tags`), send(`${api}/tags?mailbox=contract`)],
  listTagRules: () => [send(rules)],
  addTagRule: () => [
    sendJson(rules, 'POST', { ...rule, pattern: { of: 'subject', expression: 'x' } }),
    sendJson(rules, 'POST', { tag: 'x' }),
    Promise.all(Array.from({ length: 200 }, () => app.client.addTagRule(rule).catch(() => undefined))).then(async () => {
      const refused = await sendJson(rules, 'POST', rule)
      for (const { id: known } of await app.client.tagRules()) await app.client.removeTagRule(known)
      return refused
    }),
  ],
  changeTagRule: () => [
    withRule((target) => sendJson(target, 'PUT', { ...rule, enabled: false })),
    withRule((target) => sendJson(target, 'PUT', {})),
    sendJson(`${rules}/none`, 'PUT', rule),
  ],
  removeTagRule: () => [withRule((target) => send(target, { method: 'DELETE' })), send(`${rules}/none`, { method: 'DELETE' })],
  tryTagRule: () => [
    sendJson(`${rules}/try`, 'POST', { q: 'subject:Parts', tag: 'x' }),
    sendJson(`${rules}/try`, 'POST', rule.tag),
  ],
  listSessions: () => [send(`${api}/sessions`), send(`${api}/sessions?outcome=lost`)],
  getSession: () => [send(`${api}/sessions/${sessionId}`), send(`${api}/sessions/none`)],
  getMessageSession: () => [send(`${api}/messages/${smtpId}/session`), send(`${message}/session`)],
  getCursor: () => [send(`${api}/cursor`)],
  wait: () => [
    send(`${api}/wait?q=id:${id}`),
    send(`${api}/wait?count=0&quiet=1ms&q=id:none`),
    send(`${api}/wait?timeout=1ms&mailbox=contract&q=subject:nothing+header:x=y+-has:html`),
    send(`${api}/wait?count=0&quiet=1ms&q=id:${id}`),
    send(`${api}/wait?count=0`),
  ],
  listFailedWaits: () => [
    send(`${api}/wait?timeout=1ms&mailbox=contract&q=subject:nothing`).then(() => send(`${api}/waits`)),
    send(`${api}/wait?count=0&quiet=1ms&q=id:${id}`).then(() => send(`${api}/waits`)),
    send(`${api}/waits?since=x`),
  ],
  getCa: () => [send(`${api}/ca.pem`)],
  getAppleProfile: () => settingsFile('mobileconfig'),
  getMuttrc: () => settingsFile('muttrc'),
  getSrvRecords: () => [send(`${api}/client-settings.zone?login=ann@x.test`), send(`${api}/client-settings.zone?login=`)],
  getInfo: () => [send(`${api}/info`)],
  getLive: () => [send(`${api}/health/live`)],
  getReady: () => [send(`${api}/health/ready`)],
  stream: () => [send(`${api}/stream?afterSeq=x`)],
  getSignIn: () => [
    send(`${api}/sign-in`),
    send(`${guarded.url}/api/sign-in`),
    signIn('ann', 'secret').then(({ headers }) =>
      send(`${guarded.url}/api/sign-in`, { headers: { cookie: String(headers['set-cookie']).split(';')[0] ?? '' } }),
    ),
  ],
  signIn: () => [
    signIn('ann', 'secret'),
    signIn('ann', ''),
    sendJson(`${api}/sign-in`, 'POST', { name: 'ann', password: 'secret' }),
    signIn('bob', 'secret'),
    guessUntilRefused(),
  ],
  signOut: () => [send(`${api}/sign-in`, { method: 'DELETE' })],
}

describe('the OpenAPI document', () => {
  test('is of version 3.1, and is served relative to itself', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([{ url: '../' }])
  })

  test('lists every route that the sources register, and no other', () => {
    const folder = new URL('../../server/http/api/', import.meta.url)
    const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
    const registered = sources.flatMap((source) => [...source.matchAll(/\bapp\.(?:get|post|put|patch|delete|route)\(/g)])
    const named = sources.flatMap((source) => [...source.matchAll(/operationId: '(\w+)'/g)].map(([, name]) => name))
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(named.sort())
    expect(operations).toHaveLength(registered.length)
  })

  test('gives each operation its own id and a summary', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(operations.filter((operation) => !('summary' in operation))).toEqual([])
  })

  test('refers to nothing that is not there, and holds nothing that is not referred to', () => {
    const referred = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref)
    const held = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect(referred.length).toBeGreaterThan(20)
    expect([...new Set(referred)].sort()).toEqual(held.sort())
  })

  test('declares path parameters exactly where the path has them', () => {
    for (const { path, parameters = [] } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath)
    }
  })

  test('declares the body of every call that takes one', () => {
    const withBody = operations
      .filter(({ requestBody }) => requestBody)
      .map(({ operationId, requestBody }) => [operationId, Object.keys(requestBody?.content ?? {})])
    expect(Object.fromEntries(withBody)).toEqual({
      addMessage: ['message/rfc822', 'multipart/form-data'],
      patchMessages: ['application/json'],
      sendMessage: ['application/json'],
      sendSample: ['application/json'],
      signIn: ['application/json'],
      addTagRule: ['application/json'],
      changeTagRule: ['application/json'],
      tryTagRule: ['application/json'],
    })
  })
})

describe('every answer is as the document declares it, without a field more', () => {
  test.each(operations.map((operation): [string, Operation] => [operation.operationId, operation]))(
    '%s',
    async (operationId, operation) => {
      const calls = CALLS[operationId]
      if (!calls) throw new Error(`${operationId} is new: add its calls to this test`)
      const answers = await Promise.all(calls())
      for (const answer of answers) {
        if (answer.status >= 400) problemOf(answer)
        checkAnswer(document, operation, answer)
      }
      // A declared success that no call has shown is not proven.
      const shown = answers.map(({ status }) => String(status))
      const declared = Object.keys(operation.responses).filter((status) => status < '500' && status !== 'default')
      const impossibleHere = operationId === 'stream' ? ['200'] : ['415', '413']
      expect(declared.filter((status) => !shown.includes(status) && !impossibleHere.includes(status))).toEqual([])
    },
  )
})

const BODIES: Record<string, unknown> = {
  patchMessages: { select, set: { seen: true } },
  sendMessage: { from: 'a@x.test', to: ['b@x.test'] },
  sendSample: {},
  signIn: { name: 'ann', password: 'secret' },
  addTagRule: rule,
  changeTagRule: rule,
  tryTagRule: rule,
}

test('every operation refuses a query parameter that it does not know', async () => {
  for (const { method, path, operationId } of operations) {
    const target = `${app.url}${path.replace('{id}', id).replace('{path}', '1').replace('{name}', 'contract')}?limt=5`
    const body = BODIES[operationId]
    const answer = await (operationId === 'addMessage'
      ? rfc822(target, 'Subject: x\r\n\r\n')
      : body
        ? sendJson(target, method, body)
        : send(target, { method }))
    expect([operationId, answer.status]).toEqual([operationId, 400])
    expect(
      problemOf(answer)
        .errors?.map(({ detail }) => detail)
        .join(),
    ).toContain('limt')
  }
})

test('the page at /api/docs loads its files, and they are what they say', async () => {
  const page = await send(`${api}/docs`)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  const files = [...page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, file]) => file)
  expect(files).toHaveLength(3)
  for (const file of files) {
    const { status, headers, body } = await send(`${api}/${file}`)
    expect([status, headers['content-type']]).toEqual([
      200,
      file?.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
    ])
    expect(body.length).toBeGreaterThan(50)
  }
  expect(page.text).not.toMatch(/https?:\/\//)
  // Its one inline script would be refused by its own policy.
  expect(page.text).not.toMatch(/<script(?![^>]* src=)/)
})

/** Who may call what: each way in, each way around it that we could think of, and the walls between mailboxes. */
import { writeFile } from 'node:fs/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { createClient } from '../../shared/client/client.ts'
import { startApp } from '../harness/app.ts'
import { type ApiDocument, type Operation, operationsOf } from '../harness/document.ts'
import { type Answer, problemOf, type RequestOptions, send, sendJson, sendOctets } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { readFrames, upgrade } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const TOKENS = {
  reader: 'reader-0123456789abcdef',
  sender: 'sender-0123456789abcdef',
  admin: 'admin-0123456789abcdef0',
  alpha: 'alpha-0123456789abcdef0',
  leaving: 'leaving-0123456789abcde',
  waiting: 'waiting-0123456789abcde',
}
const tokensText = (names = Object.keys(TOKENS) as (keyof typeof TOKENS)[]) =>
  JSON.stringify(
    names.map((name) => ({
      name,
      token: TOKENS[name],
      scopes: { reader: ['read'], sender: ['send'], waiting: ['read'] }[name as string] ?? ['admin'],
      ...((name === 'alpha' || name === 'leaving') && { mailbox: 'alpha' }),
    })),
  )
const USERS = '\uFEFFann:se:cret\r\n# a comment\r\n\r\nbéa:пароль 1 \r\nцой:%p@ss\r\n'

const folder = await temporaryFolder()
const usersPath = folder.path('users.txt')
const tokensPath = folder.path('tokens.json')
await writeFile(usersPath, USERS, { mode: 0o600 })
await writeFile(tokensPath, tokensText(), { mode: 0o604 })
const app = await startApp({
  flags: ['--users', usersPath, '--tokens', tokensPath, '--trusted-proxies', '127.0.0.2', '--proxy-user-header', 'Remote-User'],
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})
const api = `${app.url}/api`
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const basic = (credentials: string) => ({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` })
const admin = createClient({ baseUrl: app.url, token: TOKENS.admin })
const { id } = await admin.add(mail({ Subject: 'kept' }))

const signIn = (name: string, password: string) => sendJson(`${api}/sign-in`, 'POST', { name, password })
const cookieOf = ({ headers }: Answer) => String(headers['set-cookie']).split(';')[0] ?? ''
const cookie = cookieOf(await signIn('ann', 'se:cret'))

const operations = operationsOf((await send(`${api}/openapi.json`, { headers: bearer(TOKENS.admin) })).json() as ApiDocument)
const OPEN = new Set(['getLive', 'getReady', 'getCa', 'getSignIn', 'signIn', 'signOut'])
const closed = operations.filter(({ operationId }) => !OPEN.has(operationId))
const BODIES: Record<string, unknown> = {
  patchMessages: { select: { all: true }, set: { seen: true } },
  sendMessage: { from: 'a@x.test', to: ['b@x.test'] },
  sendSample: {},
  addTagRule: { q: 'subject:x', tag: 'x' },
  changeTagRule: { q: 'subject:x', tag: 'x' },
  tryTagRule: { q: 'subject:x', tag: 'x' },
}

/** Asks for the operation as it is meant to be asked for. */
function call(
  { operationId, method, path }: Operation,
  { ids = { id }, query = '', headers = {}, body = BODIES[operationId] }: CallOptions = {},
): Promise<Answer> {
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => (ids as Record<string, string>)[name] ?? '1')
  const required = { exportMessages: 'format=ndjson', wait: 'timeout=1ms', deleteMessages: 'all=true' }[operationId] ?? ''
  const more = [required, query].filter(Boolean).join('&')
  const options: RequestOptions = { method, headers }
  if (body !== undefined)
    Object.assign(options, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  if (operationId === 'addMessage')
    Object.assign(options, { headers: { 'content-type': 'message/rfc822', ...headers }, body: 'Subject: added\r\n\r\n' })
  return send(`${app.url}${target}${more && `?${more}`}`, options)
}
interface CallOptions {
  ids?: Record<string, string>
  query?: string
  headers?: Record<string, string>
  body?: unknown
}

describe('without credentials', () => {
  test.each(closed.map((operation): [string, Operation] => [operation.operationId, operation]))(
    '%s is 401',
    async (_, operation) => {
      const answer = await call(operation)
      expect(answer.status).toBe(401)
      expect(problemOf(answer)).toMatchObject({ code: 'unauthenticated', detail: expect.stringContaining('MAILMITT_TOKEN') })
    },
  )

  test('every route that there is takes a scope, but for health, the CA, the way in and the files of the app', () => {
    expect(operations.length).toBeGreaterThan(40)
    expect(closed.length).toBe(operations.length - OPEN.size)
  })

  test.each(['/api/openapi.json', '/api/docs', '/api/docs/start.js'])('%s is 401', async (path) => {
    expect((await send(`${app.url}${path}`)).status).toBe(401)
  })

  test.each(['/', '/m/x', '/m/x/source', '/sessions', '/favicon.svg', '/api/health/live', '/api/health/ready', '/api/sign-in'])(
    '%s is open',
    async (path) => {
      const answer = await send(`${app.url}${path}`)
      expect(answer.status).not.toBe(401)
      expect(answer.text).not.toContain('kept')
    },
  )

  test('the challenge is for tools: a browser would ask in a dialog of its own', async () => {
    const challenge = async (headers: Record<string, string>) =>
      (await send(`${api}/info`, { headers })).headers['www-authenticate']
    expect(await challenge({})).toMatch(/^Basic realm="Mailmitt", charset="UTF-8"/)
    expect(await challenge({ 'user-agent': 'curl/8' })).toMatch(/^Basic /)
    for (const headers of [{ 'sec-fetch-mode': 'cors' }, { 'user-agent': 'Mozilla/5.0 (X11) Firefox/140' }])
      expect(await challenge(headers)).toBe('Bearer realm="Mailmitt"')
  })
})

describe('a way around the check', () => {
  test.each([
    'GET /api/%6dessages',
    'GET /%61pi/messages',
    'GET /api//messages',
    'GET //api/messages',
    'GET /API/messages',
    'GET /api/Messages',
    'GET /api/messages/',
    'GET /api/./messages',
    'GET /api/health/../messages',
    'GET /api/health/%2e%2e/messages',
    'GET /api/health/live/../../messages',
    'GET /api/sign-in/../messages',
    'GET /assets/../api/messages',
    'GET /api/messages;x',
    'GET /api/messages%00',
    'GET /api/messages?token=TOKEN',
    'GET /api/messages?access_token=TOKEN',
    'GET /api/messages#/api/health/live',
    'GET http://localhost/api/messages',
    'HEAD /api/messages',
    'OPTIONS /api/messages',
    'TRACE /api/messages',
    'GET /api/messages/ID/parts/1?view=x',
    'GET /api/messages/ID/parts/1?view=',
    'GET /api/messages/ID/raw?view=x',
  ])('%s brings nothing', async (line) => {
    const [method, target] = line.replace('ID', id).replace('TOKEN', TOKENS.admin).split(' ')
    const answer = await sendOctets(app.url, `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).not.toContain('kept')
  })

  test.each([
    ['a cookie with another name', { cookie: cookie.replace('=', 'x=') }],
    ['a cookie that was changed', { cookie: cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) }],
    ['a cookie for another name', { cookie: cookie.replace(/=[\w-]+/, `=${Buffer.from('root').toString('base64url')}`) }],
    ['a cookie without a signature', { cookie: cookie.replace(/[^.]+$/, '') }],
    ['a cookie that expires later', { cookie: cookie.replace(/\.([0-9a-z]+)\.([\w-]+)$/, '.zzzzzzzz.$2') }],
    ['a very long cookie', { cookie: `${cookie}${'x'.repeat(7000)}` }],
    ['a token in the cookie', { cookie: `${cookie.split('=')[0]}=${TOKENS.admin}` }],
    ['a token as Basic', { authorization: `Basic ${TOKENS.admin}` }],
    ['a token without a scheme', { authorization: TOKENS.admin }],
    ['a token and more', { authorization: `Bearer ${TOKENS.admin} x` }],
    ['a part of a token', { authorization: `Bearer ${TOKENS.admin.slice(0, -1)}` }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['a token in another field', { 'x-api-key': TOKENS.admin, token: TOKENS.admin }],
    ['a very long token', { authorization: `Bearer ${'x'.repeat(8000)}` }],
    ['a password without a name', basic(':se:cret')],
    ['no password', basic('ann')],
    ['an empty password', basic('ann:')],
    ['a comment as a name', basic('# a comment:')],
    ['the name in capitals', basic('ANN:se:cret')],
    ['a proxy that is none', { 'remote-user': 'ann' }],
    ['a proxy named by the request', { 'remote-user': 'ann', 'x-forwarded-for': '127.0.0.2', forwarded: 'for=127.0.0.2' }],
    ['__proto__', basic('__proto__:x')],
  ])('%s is 401', async (_, headers) => {
    expect((await send(`${api}/messages`, { headers })).status).toBe(401)
    expect((await upgrade(app.url, '/api/stream', headers)).status).toBe(401)
  })

  test('Authorization twice is none, in either order', async () => {
    const [right, wrong] = [`Authorization: Bearer ${TOKENS.admin}`, 'Authorization: Bearer wrong-0123456789abcdef']
    for (const lines of [`${right}\r\n${wrong}`, `${wrong}\r\n${right}`, `${right}\r\n${right}`])
      expect(
        await sendOctets(app.url, `GET /api/messages HTTP/1.1\r\nHost: localhost\r\n${lines}\r\nConnection: close\r\n\r\n`),
      ).toMatch(/^HTTP\/1\.1 401 /)
  })

  test('what Authorization says wrongly is not made good by a cookie', async () => {
    expect((await send(`${api}/messages`, { headers: { cookie, ...bearer('wrong-0123456789abcdef') } })).status).toBe(401)
  })

  test('a websocket needs the same as a request', async () => {
    expect((await upgrade(app.url, '/api/stream')).status).toBe(401)
    expect((await upgrade(app.url, '/api/%73tream')).status).toBe(401)
    for (const headers of [{ cookie }, bearer(TOKENS.reader), basic('ann:se:cret')]) {
      const { status, socket } = await upgrade(app.url, '/api/stream', headers)
      socket.destroy()
      expect(status).toBe(101)
    }
  })
})

describe('a user', () => {
  test.each([
    ['Basic', basic('ann:se:cret')],
    ['a password of other letters, with its blank', basic('béa:пароль 1 ')],
    ['a name composed otherwise', basic('be\u0301a:пароль 1 ')],
    ['a cookie', { cookie }],
    ['a cookie among others', { cookie: `a=b; ${cookie}; c` }],
  ])('may do everything by %s', async (_, headers) => {
    expect((await send(`${api}/messages/${id}`, { headers })).status).toBe(200)
    expect((await send(`${api}/messages/none`, { method: 'DELETE', headers })).status).toBe(404)
  })

  test('signs in to a cookie that scripts and other sites do not get, and out of it for good', async () => {
    const answer = await signIn('ann', 'se:cret')
    expect(answer.json()).toEqual({ required: true, hasUsers: true, canSignOut: true, name: 'ann' })
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^mailmitt-[0-9a-f]+=[\w.-]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    )
    const headers = { cookie: cookieOf(answer) }
    expect((await send(`${api}/sign-in`, { headers })).json()).toMatchObject({ name: 'ann' })
    const out = await send(`${api}/sign-in`, { method: 'DELETE', headers })
    expect(String(out.headers['set-cookie'])).toMatch(/^mailmitt-[0-9a-f]+=; Path=\/; Max-Age=0;/)
    expect((await send(`${api}/messages`, { headers })).status).toBe(401)
    expect((await send(`${api}/messages`, { headers: { cookie } })).status).toBe(200)
  })

  test('of https has a cookie for https alone', async () => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-proto': 'https' }
    const body = JSON.stringify({ name: 'ann', password: 'se:cret' })
    expect(String((await send(`${api}/sign-in`, { method: 'POST', headers, body })).headers['set-cookie'])).toMatch(/; Secure$/)
  })

  test('cannot be signed in by a page of another site', async () => {
    const body = JSON.stringify({ name: 'ann', password: 'se:cret' })
    const tries = [{ 'content-type': 'text/plain' }, { 'content-type': 'application/json', origin: 'https://evil.test' }]
    for (const headers of tries) expect((await send(`${api}/sign-in`, { method: 'POST', headers, body })).status).toBe(403)
  })

  test('who fails again and again has to wait, though the right password works as another user', async () => {
    let refused = await signIn('béa', 'guess\u001b[31m\n')
    // Each failure doubles the wait, so that one comes too soon however slow this machine is.
    for (let tries = 1; refused.status === 401 && tries < 12; tries++) refused = await signIn('béa', `guess ${tries}`)
    expect(problemOf(refused)).toMatchObject({ code: 'too_many_attempts', detail: expect.stringMatching(/try again in \d+ s/) })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await signIn('ann', 'se:cret')).status).toBe(200)
    await signIn('eve\u001b[31m\nx', 'hunter2')
    expect(app.log()).toContain('sign-in failed')
    for (const secret of ['guess', 'hunter2', '\u001b', 'se:cret', TOKENS.admin]) expect(app.log()).not.toContain(secret)
  })

  test('tools that bring the password with many requests at once are not slowed down', async () => {
    const headers = { ...basic('ann:se:cret'), 'x-forwarded-for': '192.0.2.1' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(`${api}/cursor`, { headers })))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  })
})

describe('a token', () => {
  const MAY: Record<string, string[]> = { reader: ['read'], sender: ['send'], admin: ['read', 'send', 'admin'] }
  const SCOPE_OF: Record<string, string> = { addMessage: 'send', sendMessage: 'send', sendSample: 'send', tryTagRule: 'admin' }

  test.each(closed.map((operation): [string, Operation] => [operation.operationId, operation]))(
    'does %s where its scope says so',
    async (operationId, operation) => {
      const scope = SCOPE_OF[operationId] ?? (operation.method === 'GET' ? 'read' : 'admin')
      for (const name of ['reader', 'sender'] as const) {
        // A stream would not end.
        if (operationId === 'stream' && MAY[name]?.includes(scope)) continue
        const { status, text } = await call(operation, { headers: bearer(TOKENS[name]), query: 'limt=1' })
        expect([name, status]).toEqual([name, MAY[name]?.includes(scope) ? 400 : 403])
        expect(text).toContain(status === 403 ? `takes ${scope}` : 'limt')
      }
    },
  )

  test('of the client is sent with every call, and a refusal says what to do', async () => {
    const reader = createClient({ baseUrl: app.url, token: TOKENS.reader })
    expect((await reader.get(id)).subject).toBe('kept')
    await using stream = await reader.stream()
    expect((await stream.next()).value).toMatchObject({ type: 'hello' })
    await expect(reader.delete({ ids: [id] })).rejects.toThrow(/may read, and this takes admin/)
    await expect(createClient({ baseUrl: app.url }).list()).rejects.toMatchObject({ status: 401, code: 'unauthenticated' })
    const withPassword = createClient({
      baseUrl: app.url.replace('//', `//${encodeURIComponent('цой:%p@ss').replace('%3A', ':')}@`),
    })
    expect(withPassword.baseUrl).toBe(`${app.url}/`)
    expect((await withPassword.get(id)).subject).toBe('kept')
    expect((await createClient({ baseUrl: app.url.replace('//', '//ann:se%3Acret@') }).get(id)).subject).toBe('kept')
  })
})

describe('a token of one mailbox', async () => {
  const SECRET = 'betasecret'
  const alphaHeaders = bearer(TOKENS.alpha)
  const { id: own } = await admin.add(mail({ Subject: 'ours' }), { mailbox: 'alpha' })
  const smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  const text = `Subject: ${SECRET}\r\nFrom: ${SECRET}@x.test\r\nTo: a@x.test\r\nContent-Type: text/html\r\n\r\n<a href="http://x.test/${SECRET}">${SECRET}</a>`
  const other = queuedId(await smtp.say(`X-Mailmitt-Mailbox: beta\r\n${text}\r\n.`))
  await beginData(smtp)
  const both = queuedId(await smtp.say('X-Mailmitt-Mailbox: alpha\r\nSubject: in one session with beta\r\n\r\n.'))
  await admin.patch({ select: { ids: [other] }, addTags: [SECRET] })
  const { id: session } = await admin.messageSession(other)
  await admin.addTagRule({ q: `subject:${SECRET}`, tag: SECRET })
  await admin.wait({ to: SECRET }, { timeout: '1ms' }).catch(() => undefined)
  const before = await admin.get(other)

  const QUERIES = [
    '',
    'mailbox=beta',
    'mailbox=alpha',
    'q=mailbox:beta',
    `q=id:${other}`,
    'q=from:beta',
    'mailbox=alpha&mailbox=beta',
  ]
  const IDS = [
    { id: other, other, name: 'beta' },
    { id: own, other, name: 'alpha%2Fbeta' },
    { id: other, other: own, name: 'INBOX' },
    { id: 'latest', other, name: 'beta' },
    { id: session, name: 'be%74a' },
    { id: both, other: 'latest', name: '..%2Fbeta' },
  ]

  test.each(closed.map((operation): [string, Operation] => [operation.operationId, operation]))(
    '%s tells nothing of another and changes nothing there',
    async (operationId, operation) => {
      if (operationId === 'stream') return
      const bodies: unknown[] = [undefined]
      if (operationId === 'patchMessages')
        for (const select of [{ ids: [other] }, { all: true }, { all: true, mailbox: 'beta' }, { q: 'mailbox:beta' }])
          bodies.push({ select, set: { seen: true, pinned: true }, addTags: ['from alpha'] })
      if (operationId === 'sendMessage') bodies.push({ ...(BODIES.sendMessage as object), mailbox: 'beta' })
      if (operationId === 'deleteMessages') bodies.push(undefined)
      for (const ids of IDS)
        for (const query of QUERIES)
          for (const body of bodies) {
            const answer = await call(operation, { ids, query, headers: alphaHeaders, ...(body !== undefined && { body }) })
            expect(answer.text).not.toContain(SECRET)
            // Of its own waits, what they asked for.
            if (operationId !== 'listFailedWaits' && ids.id !== other && ids.other !== other && !query.includes(other))
              expect(answer.text).not.toContain(other)
            expect(answer.status).toBeLessThan(500)
          }
    },
    60_000,
  )

  test('nothing has changed there, and nothing came there', async () => {
    expect(await admin.get(other)).toEqual(before)
    expect((await admin.mailboxes()).find(({ name }) => name === 'beta')).toMatchObject({ total: 1 })
  })

  test('by id what is elsewhere is not there', async () => {
    for (const path of ['', '/raw', '/text', '/html', '/headers', '/parts', '/parts/1', '/session', '/snapshot', '/html-file'])
      expect([path, (await send(`${api}/messages/${other}${path}`, { headers: alphaHeaders })).status]).toEqual([path, 404])
    for (const path of [`/messages/${other}`, '/mailboxes/beta'])
      expect((await send(`${api}${path}`, { method: 'DELETE', headers: alphaHeaders })).status).toBeGreaterThanOrEqual(403)
    expect((await send(`${api}/sessions/${session}`, { headers: alphaHeaders })).status).toBe(404)
  })

  test('does its work in its own', async () => {
    const alpha = createClient({ baseUrl: app.url, token: TOKENS.alpha })
    const { id: added } = await alpha.add(mail({ Subject: 'new', 'X-Mailmitt-Mailbox': 'beta' }))
    expect((await admin.get(added)).mailbox).toBe('alpha')
    expect((await alpha.waitFor({ subject: 'new' })).id).toBe(added)
    expect((await alpha.mailboxes()).map(({ name }) => name)).toEqual(['alpha'])
    expect(await alpha.tags()).toEqual([])
    expect((await alpha.info()).counters.accepted).toBe(0)
    expect((await alpha.facets()).facets.map(({ field }) => field)).not.toContain('mailbox')
    await expect(alpha.mailbox('beta').list()).rejects.toThrow('This token is for the mailbox "alpha" alone')
    const missed = await alpha.waitFor({ from: SECRET }, { timeout: '1ms' }).catch((error: unknown) => error)
    expect(missed).toMatchObject({ code: 'no_match', problem: { refused: [], evicted: 0 } })
    expect((await alpha.failedWaits()).waits.length).toBeGreaterThan(0)
    expect((await alpha.delete({ ids: [added, other] })).removed).toBe(1)
  })

  test('its stream tells of its own mailbox alone, and ends when the token is taken away; so does a wait', async () => {
    const { status, socket } = await upgrade(app.url, '/api/stream', bearer(TOKENS.leaving))
    expect(status).toBe(101)
    const frames = readFrames(socket)
    const waiting = createClient({ baseUrl: app.url, token: TOKENS.waiting }).waitFor('subject:never', { timeout: '2m' })
    const ended = expect(waiting).rejects.toMatchObject({ status: 401, message: expect.stringContaining('taken away') })
    await expect.poll(async () => (await admin.info()).waits, { timeout: 60_000 }).toBe(1)
    const gone: string[] = []
    for (const mailbox of ['beta', 'alpha', 'beta'])
      gone.push((await admin.add(mail({ Subject: `${mailbox} ${mailbox === 'beta' ? SECRET : 'seen'}` }), { mailbox })).id)
    await admin.patch({ select: { ids: gone }, addTags: ['x'] })
    await admin.delete({ ids: gone })
    await writeFile(tokensPath, '[{ "token": "no secret of ours"')
    await expect.poll(() => app.log(), { timeout: 60_000 }).toContain('what it said before stays in force')
    expect(app.log()).not.toContain('no secret of ours')
    await writeFile(tokensPath, tokensText(['reader', 'sender', 'admin', 'alpha']))
    await ended
    const all = await frames
    expect(all.at(-1)?.payload.readUInt16BE(0)).toBe(1008)
    const told = all.map(({ payload }) => payload.toString()).join()
    expect(told).toContain('alpha seen')
    expect(told).toContain(`"ids":["${gone[1]}"]`)
    for (const secret of [SECRET, gone[0] ?? '', gone[2] ?? '', 'beta']) expect(told).not.toContain(secret)
  }, 120_000)
})

test('a new password ends what the old one began; other users stay', async () => {
  const bea = createClient({ baseUrl: app.url, token: TOKENS.reader })
  expect(await bea.mark()).toBeTruthy()
  await writeFile(usersPath, 'ann:another\ncal:secret of cal\n')
  await expect.poll(async () => (await send(`${api}/messages`, { headers: { cookie } })).status, { timeout: 60_000 }).toBe(401)
  expect((await send(`${api}/cursor`, { headers: basic('ann:se:cret') })).status).toBe(401)
  expect((await send(`${api}/cursor`, { headers: basic('cal:secret of cal') })).status).toBe(200)
}, 120_000)

test('a file that others can read is told of at the start', () => {
  expect(app.log()).toContain(`chmod 600 ${tokensPath}`)
  expect(app.log()).not.toContain(`chmod 600 ${usersPath}`)
})

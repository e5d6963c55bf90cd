import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createLogTo } from '../../server/log.ts'
import { startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { beginData, deliver, openSmtp } from '../harness/smtp.ts'

/** What would break a line, or a terminal. */
const NASTY = '\u202ex\u001b[2J\u0007\r"{}\\\u2028\u009b31m'

test('every line on stderr is one JSON object, whatever a client or a mail says', async () => {
  const app = await startApp({ flags: ['--log-level', 'debug', '--max-message-size', '5k'] })
  await using smtp = await openSmtp(app.smtp)
  await smtp.say(`EHLO ${NASTY}`)
  await smtp.say(`NONSENSE ${NASTY}`)
  await smtp.say(`MAIL FROM:<${NASTY}@x.test> ${NASTY}=${NASTY}`)
  await smtp.say('RSET')
  await deliver(
    smtp,
    `Subject: ${NASTY}\n{"level":60,"msg":"forged"}\r\nX-Mailmitt-Mailbox: ${NASTY}\r\nContent-Type: multipart/mixed; boundary="${NASTY}"\r\n\r\n{"level":60,"msg":"forged"}\r\n`,
  )
  await beginData(smtp)
  await smtp.say(`${NASTY}\r\n`.repeat(1000).concat('.'))
  await beginData(smtp)
  smtp.socket.destroy() // leaves in the middle of mail data, which is logged
  await smtp.closed
  await send(`${app.url}/${encodeURIComponent(NASTY)}`, { headers: { host: 'evil.test', 'user-agent': '{"level":60}' } })
  await send(`${app.url}/api/send`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: NASTY })
  await app.client.list()
  await app[Symbol.asyncDispose]()

  const lines = app
    .log()
    .split('\n')
    .filter((line) => line !== '')
  expect(lines.length).toBeGreaterThan(1)
  const entries = lines.map((line) => JSON.parse(line) as { level: number; time: string; msg: string })
  for (const { level, time, msg } of entries)
    expect([level < 60, Date.parse(time) > 0, typeof msg]).toEqual([true, true, 'string'])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  expect(app.log()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
  expect(entries.map(({ msg }) => msg).filter((msg) => msg === 'forged')).toEqual([])
})

test('at level silent nothing is logged', async () => {
  const app = await startApp({ flags: ['--log-level', 'silent'] })
  await app.client.list()
  await app[Symbol.asyncDispose]()
  expect(app.log()).toBe('')
})

test('mail itself is never logged', async () => {
  const app = await startApp({ flags: ['--log-level', 'debug'] })
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  await smtp.say(`AUTH PLAIN ${Buffer.from('\0user\0p4ssw0rd').toString('base64')}`)
  await deliver(smtp, 'Subject: s3cret\r\n\r\nb0dy\r\n')
  await app.client.list()
  await app[Symbol.asyncDispose]()
  expect(app.log()).not.toMatch(/s3cret|b0dy|p4ssw0rd|cDRzc3cwcmQ/)
})

const ERROR = new Error(NASTY, { cause: new Error(NASTY) })

test('as JSON it holds nothing that a terminal obeys, and is the same when read', () => {
  const lines: string[] = []
  createLogTo({ write: (line) => lines.push(line) }, 'info').info({ err: ERROR, [NASTY]: NASTY }, NASTY)
  expect(lines.join('')).toMatch(/^[^\p{Cc}\p{Bidi_Control}\u2028]+\n$/u)
  expect(JSON.parse(lines.join(''))).toMatchObject({ msg: NASTY, [NASTY]: NASTY })
})

test('on a terminal what a mail says has no orders for it, and no line of its own', async () => {
  const module = new URL('../../server/log.ts', import.meta.url).href
  const script = `process.stderr.isTTY = true
    const { createLog } = await import(${JSON.stringify(module)})
    const nasty = ${JSON.stringify(`${NASTY}\nforged`)}
    ;(await createLog('info')).info({ err: new Error(nasty), field: nasty }, nasty)`
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are the printer's own
  const shown = stderr.replace(/\u001b\[\d*m/g, '')
  expect(shown).toContain('\\u001b[2J')
  expect(shown).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028]/u)
  expect(shown).not.toMatch(/^forged/m)
})

test('secrets of requests are never logged', async () => {
  const app = await startApp({ flags: ['--log-level', 'debug'] })
  const headers = { authorization: `Basic ${btoa('user:p4ssw0rd')}`, cookie: 'session=p4ssw0rd', 'x-api-key': 'p4ssw0rd' }
  const forged = { ...headers, connection: 'upgrade', upgrade: 'websocket', origin: 'https://evil.test/?p4ssw0rd' }
  for (const path of ['/', '/nothing', '/api/messages/latest/parts/1', '/api/stream', '/api/%zz'])
    for (const given of [headers, forged]) await send(`${app.url}${path}?view=p4ssw0rd&token=p4ssw0rd`, { headers: given })
  await app[Symbol.asyncDispose]()
  expect(app.log()).not.toMatch(/p4ssw0rd|dXNlcjpwNHNzdzByZA/)
})

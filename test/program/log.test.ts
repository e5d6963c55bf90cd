import { expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { beginData, deliver, openSmtp } from '../harness/smtp.ts'

/** What would break a line, or a terminal. */
const NASTY = 'x\u001b[2J\u0007\r"{}\\\u2028\u009b31m'

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
  expect(app.log()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
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

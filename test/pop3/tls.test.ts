import { once } from 'node:events'
import { connect } from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { dialogueOver, openPop3, openSecurePop3, secure } from './dialogue.ts'

const app = await startApp({ flags: ['--pop3', '127.0.0.1:0', '--tls'] })
const plain = await startApp({ flags: ['--pop3', '127.0.0.1:0'] })
const ca = await (await fetch(`${app.url}/api/ca.pem`)).text()
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await plain[Symbol.asyncDispose]()
})

test('STLS is offered before TLS and before the sign-in, and not else (RFC 2595 §4)', async () => {
  await using pop3 = await openPop3(app.pop3)
  expect(await pop3.ask('CAPA')).toContain('\r\nSTLS\r\n')
  expect(await pop3.say('STLS now')).toMatch(/^-ERR Write STLS/)
  expect(await pop3.say('STLS')).toMatch(/^\+OK/)
  await using encrypted = dialogueOver(await secure(pop3.socket, ca))
  expect(await encrypted.ask('CAPA')).not.toContain('STLS')
  expect(await encrypted.say('STLS')).toBe('-ERR TLS has begun already')
  await using signedIn = await openPop3(app.pop3)
  await signedIn.signIn('ann')
  expect(await signedIn.ask('CAPA')).not.toContain('STLS')
  expect(await signedIn.say('STLS')).toMatch(/^-ERR/)
})

test('without --tls there is no STLS', async () => {
  await using pop3 = await openPop3(plain.pop3)
  expect(await pop3.ask('CAPA')).not.toContain('STLS')
  expect(await pop3.say('STLS')).toBe('-ERR No TLS here; start Mailmitt with --tls')
  expect(await pop3.signIn('ann')).toMatch(/^\+OK/)
})

test('after STLS there is no greeting, and what was said before counts no more (RFC 2595 §4)', async () => {
  await using pop3 = await openPop3(app.pop3)
  await pop3.say('USER ann')
  await pop3.say('STLS')
  await using encrypted = dialogueOver(await secure(pop3.socket, ca))
  expect(await encrypted.say('PASS x')).toBe('-ERR Send USER first')
  expect(await encrypted.signIn('ann')).toMatch(/^\+OK/)
})

test('what is pipelined behind STLS in the clear is not run (RFC 2595 §4)', async () => {
  await using pop3 = await openPop3(app.pop3)
  pop3.write('STLS\r\nUSER injected\r\nPASS x\r\nCAPA\r\n')
  expect(await pop3.line()).toMatch(/^\+OK/)
  await using encrypted = dialogueOver(await secure(pop3.socket, ca))
  expect(await encrypted.say('STAT')).toMatch(/^-ERR Sign in first/)
  expect(await encrypted.say('PASS x')).toBe('-ERR Send USER first')
})

test('mail is read over STLS, and on the port that is TLS from the first octet (RFC 8314 §3.1)', async () => {
  await app.client.add(mail({ Subject: 'secret' }), { mailbox: 'tls' })
  await using pop3 = await openPop3(app.pop3)
  await pop3.say('STLS')
  await using encrypted = dialogueOver(await secure(pop3.socket, ca))
  await encrypted.signIn('tls')
  expect(await encrypted.ask('RETR 1')).toContain('Subject: secret')
  await using implicit = await openSecurePop3(app.pop3s, ca)
  expect(implicit.greeting).toMatch(/^\+OK/)
  await implicit.signIn('tls')
  expect(await implicit.ask('RETR 1')).toContain('Subject: secret')
})

test('a handshake that fails ends its own connection alone', async () => {
  await using pop3 = await openPop3(app.pop3)
  await pop3.say('STLS')
  pop3.socket.removeAllListeners('data')
  const distrusting = connect({ socket: pop3.socket, servername: 'localhost' })
  await once(distrusting, 'error')
  await using other = await openPop3(app.pop3)
  expect(await other.signIn('ann')).toMatch(/^\+OK/)
})

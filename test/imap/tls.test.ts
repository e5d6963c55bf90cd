import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningApp } from '../harness/app.ts'
import { startImap } from './imap-app.ts'
import { dialogueOver, type ImapDialogue, openImap } from './raw-imap.ts'

let app: RunningApp
let ca: string
beforeAll(async () => {
  app = await startImap(['--tls'])
  ca = await (await fetch(`${app.url}/api/ca.pem`)).text()
})
afterAll(() => app[Symbol.asyncDispose]())

async function secure(imap: ImapDialogue): Promise<TLSSocket> {
  imap.socket.removeAllListeners('data')
  const encrypted = connect({ socket: imap.socket, ca, servername: 'localhost' })
  await once(encrypted, 'secureConnect')
  return encrypted
}

describe('STARTTLS (RFC 9051 §6.2.1)', () => {
  test('what was said before TLS counts for nothing after it', async () => {
    await using plain = await openImap(app.imap)
    expect(plain.greeting).toContain(' STARTTLS ')
    plain.write('a STARTTLS\r\nb LOGIN mallory pw\r\nc CREATE Injected\r\n')
    expect(await plain.response()).toMatch(/^a OK /)
    await using imap = await dialogueOver(await secure(plain))
    expect(await imap.ok('CAPABILITY')).toMatch(/^\* CAPABILITY (?!.*STARTTLS).*AUTH=PLAIN/)
    expect((await imap.say('SELECT INBOX')).tagged).toMatch(/^BAD .* not authenticated state$/)
    expect((await imap.say('STARTTLS')).tagged).toMatch(/^BAD /)
    await imap.ok('LOGIN mallory pw')
    expect(await imap.ok('LIST "" *')).not.toContain('Injected')
  })

  test('takes no argument, and none without TLS to begin', async () => {
    await using imap = await openImap(app.imap)
    expect((await imap.say('STARTTLS now')).tagged).toMatch(/^BAD /)
    await using without = await startImap()
    await using bare = await openImap(without.imap)
    expect((await bare.say('STARTTLS')).tagged).toMatch(/^BAD /)
  })
})

test('with TLS from the first octet on, STARTTLS is not offered (RFC 8314 §3.2)', async () => {
  const socket = connect({ ...app.imaps, ca, servername: 'localhost' })
  await once(socket, 'secureConnect')
  await using imap = await dialogueOver(socket, { isGreeted: true })
  expect(imap.greeting).not.toContain('STARTTLS')
  await imap.ok('LOGIN ann pw')
})

import { describe, expect, test } from 'vitest'
import { type ClientSettingsFor, isHostName, makeClientSettings } from '../../shared/client-settings/client-settings.ts'
import { infoWith } from './info.ts'

const make = (over: Partial<ClientSettingsFor> = {}) =>
  makeClientSettings({ info: infoWith(), host: 'localhost', login: 'shop', asksPassword: false, ...over })

describe('what a person types', () => {
  test('for a mailbox: its name, any password, and the same for what is sent, so that it comes there too', () => {
    expect(make()).toEqual({
      emailAddress: 'shop@localhost',
      incoming: [
        { protocol: 'imap', host: 'localhost', port: 1143, security: 'none', userName: 'shop', password: 'any' },
        { protocol: 'pop3', host: 'localhost', port: 1110, security: 'none', userName: 'shop', password: 'any' },
      ],
      outgoing: [{ protocol: 'smtp', host: 'localhost', port: 1025, security: 'none', userName: 'shop', password: 'any' }],
    })
  })

  test.each(['ann@x.test', 'all'])('what %s sends needs no sign-in: its mailbox would be no other', (login) => {
    expect(make({ login }).incoming[0]).toMatchObject({ userName: login })
    expect(make({ login }).outgoing[0]).toMatchObject({ userName: undefined, password: 'none' })
  })

  test('the address is the login when that is one, else made from it', () => {
    const addressOf = (login: string, host = 'mail.test') => make({ login, host }).emailAddress
    expect(addressOf('ann@x.test')).toBe('ann@x.test')
    expect(addressOf('a*b@x.test')).toBe('a*b@x.test')
    expect(make({ login: 'ann@x.test*bob', asksPassword: true }).emailAddress).toBe('ann@x.test')
    expect(addressOf('team one/Übung')).toBe('team-one-Übung@mail.test')
    expect(addressOf('shop', '192.0.2.1')).toBe('shop@localhost')
    expect(addressOf('@@')).toBe('all@mail.test')
  })

  test('TLS comes before STARTTLS, IMAP before POP3', () => {
    const info = infoWith({ tls: true })
    const order = (servers: { protocol: string; security: string; port: number }[]) =>
      servers.map(({ protocol, security, port }) => `${protocol} ${security} ${port}`)
    const { incoming, outgoing } = make({ info })
    expect(order(incoming)).toEqual(['imap tls 1993', 'imap starttls 1143', 'pop3 tls 1995', 'pop3 starttls 1110'])
    expect(order(outgoing)).toEqual(['smtp tls 1465', 'smtp starttls 1025'])
  })

  test('what does not listen is not there', () => {
    const smtpOnly = infoWith()
    smtpOnly.listeners = smtpOnly.listeners.filter(({ protocol }) => protocol === 'smtp')
    expect(make({ info: smtpOnly })).toMatchObject({ incoming: [], outgoing: [{ port: 1025 }] })
  })

  test.each([
    ['127.0.0.1', 'mail.test', 'mail.test'],
    ['0.0.0.0', '192.0.2.7', '192.0.2.7'],
    ['::', '[::1]', '::1'],
    ['192.0.2.9', 'mail.test', '192.0.2.9'],
  ])('a server that listens on %s is reached from %s at %s', (listening, host, reached) => {
    const info = infoWith()
    for (const listener of info.listeners) listener.host = listening
    expect(make({ info, host }).incoming[0]?.host).toBe(reached)
  })
})

describe('who must sign in', () => {
  test('where access is on, the password is of a user or a token', () => {
    const { incoming, outgoing } = make({ login: 'shop*ann', asksPassword: true })
    expect(incoming[0]).toMatchObject({ userName: 'shop*ann', password: 'own' })
    expect(outgoing[0]).toMatchObject({ userName: 'shop', password: 'any' })
  })

  test.each([
    [{ required: false, offered: 'never', anyCredentials: true }, 'shop', 'none'],
    [{ required: false, offered: 'tls', anyCredentials: true }, 'shop', 'none'],
    [{ required: false, offered: 'always', anyCredentials: false }, 'shop', 'none'],
    [{ required: true, offered: 'always', anyCredentials: false }, 'shop', 'own'],
    [{ required: true, offered: 'always', anyCredentials: true }, 'ann@x.test', 'any'],
  ] as const)('SMTP with %j: %s sends with the password %s', (smtpAuth, login, password) => {
    const info = { ...infoWith(), smtpAuth }
    expect(make({ info, login }).outgoing[0]).toMatchObject({ password, userName: password === 'none' ? undefined : login })
  })
})

test('a host name is no IP address', () => {
  for (const name of ['localhost', 'mail.test', 'a.b-c.test', '1.test']) expect([name, isHostName(name)]).toEqual([name, true])
  for (const name of ['', '.', '192.0.2.1', '::1', 'a b', 'x.test.', 'é.test', 'x..test', '-'.repeat(40_000)])
    expect([name.slice(0, 20), isHostName(name)]).toEqual([name.slice(0, 20), false])
})

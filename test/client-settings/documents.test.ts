/** The XML that clients ask for, read by a parser of XML. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeAppleProfile } from '../../server/http/autoconfig/apple.ts'
import { readOutlookRequest, writeOutlookConfig, writeOutlookError } from '../../server/http/autoconfig/outlook.ts'
import { writeThunderbirdConfig } from '../../server/http/autoconfig/thunderbird.ts'
import { type ClientSettingsFor, makeClientSettings } from '../../shared/client-settings/client-settings.ts'
import { infoWith } from './info.ts'
import { readXml, textsOf } from './read-xml.ts'

const make = (login: string, over: Partial<ClientSettingsFor> = {}) =>
  makeClientSettings({ info: infoWith(), host: 'mail.test', login, asksPassword: false, ...over })
const secure = { info: infoWith({ tls: true }) }

describe('the reader of these tests', () => {
  test.each(['<a><b></a></b>', '<a>', '<a x=1/>', '<a>&nbsp;</a>', '<a>\u0001</a>', '<a/><b/>', '<a b="<"/>'])(
    'refuses %j',
    (text) => {
      expect(() => readXml(text)).toThrow()
    },
  )
})

describe('Thunderbird', () => {
  test('finds its servers in order, TLS first', () => {
    const root = readXml(writeThunderbirdConfig(make('ann@x.test', secure), 'x.test'))
    expect(textsOf(root, 'domain')).toEqual(['x.test'])
    expect(textsOf(root, 'port')).toEqual(['1993', '1143', '1995', '1110', '1465', '1025'])
    expect(textsOf(root, 'socketType')).toEqual(['SSL', 'STARTTLS', 'SSL', 'STARTTLS', 'SSL', 'STARTTLS'])
    expect(new Set(textsOf(root, 'hostname'))).toEqual(new Set(['mail.test']))
    expect(new Set(textsOf(root, 'username'))).toEqual(new Set(['%EMAILADDRESS%']))
    expect(textsOf(root, 'authentication').slice(-1)).toEqual(['none'])
  })

  test('leaves mail on the server', () => {
    expect(textsOf(readXml(writeThunderbirdConfig(make('all'), 'x.test')), 'leaveMessagesOnServer')).toEqual(['true'])
  })
})

describe('Outlook', () => {
  const request = (address: string) =>
    `<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>x</AcceptableResponseSchema></Request></Autodiscover>`

  test('gets the best server of each protocol', () => {
    const root = readXml(writeOutlookConfig(make('ann@x.test', secure)))
    expect(textsOf(root, 'Type')).toEqual(['IMAP', 'POP3', 'SMTP'])
    expect(textsOf(root, 'Port')).toEqual(['1993', '1995', '1465'])
    expect(textsOf(root, 'Encryption')).toEqual(['SSL', 'SSL', 'SSL'])
    expect(textsOf(root, 'LoginName')).toEqual(['ann@x.test', 'ann@x.test', ''])
    expect(textsOf(root, 'AuthRequired')).toEqual(['on', 'on', 'off'])
    expect(textsOf(readXml(writeOutlookConfig(make('ann@x.test'))), 'Encryption')).toEqual(['None', 'None', 'None'])
  })

  test.each([
    ['ann@x.test', 'ann@x.test'],
    [' ann@x.test\r\n', 'ann@x.test'],
    ['a&amp;b@x.test', 'a&b@x.test'],
    ['&lt;script&gt;@x.test', '<script>@x.test'],
  ])('asks for %j', (text, address) => {
    expect(readOutlookRequest(request(text))).toBe(address)
  })

  test.each(['', 'ann', '@', 'a b@x.test', '&file;@x.test', '&#x41;@x.test', '<b/>ann@x.test', `${'a'.repeat(400)}@x.test`])(
    'is not answered for %j',
    (text) => {
      expect(readOutlookRequest(request(text))).toBeUndefined()
      expect(textsOf(readXml(writeOutlookError()), 'ErrorCode')).toEqual(['600'])
    },
  )

  test('asks with a document type, and nothing is fetched or expanded for that', () => {
    const bomb = `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${request('&x;@x.test')}`
    expect(readOutlookRequest(bomb)).toBeUndefined()
  })

  test('whatever it asks, reading ends and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readOutlookRequest(request(text))))
    for (const piece of ['<EMailAddress', '<a:', '<EMailAddress ', '&', '<EMailAddress>a@'])
      readOutlookRequest(piece.repeat(50_000))
  })
})

describe('Apple', () => {
  const valuesOf = (text: string) => {
    const keys = textsOf(readXml(text), 'key', 'string', 'integer', 'true', 'false')
    return (key: string) => keys[keys.indexOf(key) + 1]
  }

  test('gets one account, with nothing left to fill in but a password', () => {
    const fieldOf = valuesOf(writeAppleProfile(make('shop', secure)) ?? '')
    expect(fieldOf('EmailAccountType')).toBe('EmailTypeIMAP')
    expect(fieldOf('EmailAddress')).toBe('shop@mail.test')
    expect(fieldOf('IncomingMailServerHostName')).toBe('mail.test')
    expect(fieldOf('IncomingMailServerPortNumber')).toBe('1993')
    expect(fieldOf('IncomingMailServerUsername')).toBe('shop')
    expect(fieldOf('OutgoingMailServerPortNumber')).toBe('1465')
    expect(fieldOf('OutgoingMailServerAuthentication')).toBe('EmailAuthPassword')
  })

  test('the same settings have the same ids, others have others (RFC 9562 §5.8)', () => {
    const idOf = (login: string) => valuesOf(writeAppleProfile(make(login)) ?? '')('PayloadUUID')
    expect(idOf('shop')).toBe(idOf('shop'))
    expect(idOf('shop')).not.toBe(idOf('blog'))
    expect(idOf('shop')).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/)
  })

  test('without anything to read there is no profile', () => {
    expect(writeAppleProfile({ ...make('shop'), incoming: [] })).toBeUndefined()
  })
})

test('each document is well-formed, and says the login name as it is, whatever that is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (login) => {
      const settings = make(login)
      expect(textsOf(readXml(writeOutlookConfig(settings)), 'LoginName')[0]).toBe(login)
      expect(textsOf(readXml(writeAppleProfile(settings) ?? ''), 'string')).toContain(login)
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      readXml(writeThunderbirdConfig(make('all', { host: text }), text))
      readXml(writeOutlookConfig(make(text, { host: text })))
      readXml(writeAppleProfile(make(text, { host: text })) ?? '')
    }),
  )
})

/** How mail clients find their settings, asked for as they ask. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { readXml, textsOf } from '../client-settings/read-xml.ts'
import { startApp } from '../harness/app.ts'
import { type Answer, problemOf, send, sendOctets } from '../harness/http.ts'

const LISTEN = ['--imap', '127.0.0.1:0', '--pop3', '127.0.0.1:0']
const app = await startApp({ flags: [...LISTEN, '--allowed-hosts', 'mail.test', '--base-path', '/mitt'] })
const closed = await startApp({ flags: LISTEN, env: { MAILMITT_USER: 'ann:secret' } })
const secure = await startApp({ flags: [...LISTEN, '--tls', '--tls-names', 'x.test'] })
const off = await startApp()
afterAll(async () => {
  for (const each of [app, closed, secure, off]) await each[Symbol.asyncDispose]()
})

const WELL_KNOWN = '/.well-known/autoconfig/mail/config-v1.1.xml'
const CONFIG = '/mail/config-v1.1.xml'
const request = (address: string) =>
  `<?xml version="1.0"?><Autodiscover><Request><EMailAddress>${address}</EMailAddress></Request></Autodiscover>`
const discover = (
  body: string,
  { url = app.url, path = '/autodiscover/autodiscover.xml', type = 'text/xml', host = 'autodiscover.x.test' } = {},
) => send(`${url}${path}`, { method: 'POST', headers: { 'content-type': type, host }, body })

function rootOf({ status, headers, text }: Answer) {
  expect([status, headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8'])
  return readXml(text)
}

describe('Thunderbird', () => {
  test.each([WELL_KNOWN, CONFIG])('finds its servers at %s, under any name, by the name that it came by', async (path) => {
    const headers = { host: 'autoconfig.x.test' }
    const root = rootOf(await send(`${app.url}${path}?emailaddress=ann%40x.test`, { headers }))
    expect(textsOf(root, 'domain')).toEqual(['x.test'])
    expect(textsOf(root, 'hostname')).toEqual(['autoconfig.x.test', 'autoconfig.x.test', 'autoconfig.x.test'])
    expect(textsOf(root, 'port').map(Number)).toEqual([app.imap.port, app.pop3.port, app.smtp.port])
    expect(textsOf(root, 'username')).toEqual(['%EMAILADDRESS%', '%EMAILADDRESS%'])
  })

  test('of a name that is known to lead here the prefix is left away', async () => {
    const hostOf = async (url: string, host: string) =>
      textsOf(rootOf(await send(`${url}${CONFIG}`, { headers: { host } })), 'hostname')[0]
    expect(await hostOf(app.url, 'autoconfig.mail.test')).toBe('mail.test')
    // The certificate is for that one.
    expect(await hostOf(secure.url, 'autoconfig.x.test')).toBe('x.test')
    expect(await hostOf(secure.url, 'autoconfig.y.test:80')).toBe('autoconfig.y.test')
    expect(await hostOf(app.url, 'x.test')).toBe('x.test')
  })

  test('asks the root whatever the base path is, and is answered there and below it', async () => {
    expect((await send(`${app.url}/mitt${CONFIG}`)).status).toBe(200)
    expect((await send(`${app.url}${CONFIG}`)).status).toBe(200)
  })

  test.each([
    '',
    '?emailaddress=',
    '?emailaddress=ann',
    '?emailaddress=a%40x.test&emailaddress=b%40x.test',
    '?emailaddress=%3C%2Fdomain%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%40x.test',
    '?emailaddress=a%40%22%3E%3C!ENTITY%20x%20SYSTEM%20%22file%3A%2F%2F%2Fetc%2Fpasswd%22%3E',
    '?emailaddress=a%40x.test%0D%0ASet-Cookie:%20a=b',
    '?emailaddress=%00%FF%EF%BF%BE%40x',
    `?emailaddress=${'a%40'.repeat(1000)}`,
    '?emailaddress[x]=1&__proto__=1',
  ])('whatever its address is, nothing of it is in the answer: %s', async (query) => {
    const answer = await send(`${app.url}${CONFIG}${query}`)
    expect(textsOf(rootOf(answer), 'domain')).toEqual([expect.stringMatching(/^(example|x)\.test$/)])
    expect(answer.text).not.toMatch(/script|ENTITY|passwd/)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test.each(['evil"><b>.test', 'a b.test', '%00', '', 'x.test, y.test', `[::1]"`])('the host %j is none', async (host) => {
    expect((await sendOctets(app.url, `GET ${CONFIG} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).slice(0, 12)).toBe(
      'HTTP/1.1 400',
    )
  })
})

describe('Outlook', () => {
  test.each([
    '/autodiscover/autodiscover.xml',
    '/Autodiscover/Autodiscover.xml',
    '/AutoDiscover/AutoDiscover.XML',
    '/mitt/AUTODISCOVER/autodiscover.xml?x=1',
  ])('is answered at %s', async (path) => {
    const root = rootOf(await discover(request('ann@x.test'), { path }))
    expect(textsOf(root, 'Server')).toEqual(Array(3).fill('autodiscover.x.test'))
    expect(textsOf(root, 'Port').map(Number)).toEqual([app.imap.port, app.pop3.port, app.smtp.port])
    expect(textsOf(root, 'LoginName')[0]).toBe('ann@x.test')
  })

  test('gets TLS where there is some', async () => {
    const root = rootOf(await discover(request('ann@x.test'), { url: secure.url, type: 'application/xml; charset=utf-8' }))
    expect(textsOf(root, 'Encryption')).toEqual(['SSL', 'SSL', 'SSL'])
    expect(textsOf(root, 'Port').map(Number)).toEqual([secure.imaps.port, secure.pop3s.port, secure.smtps.port])
    expect(textsOf(root, 'Server')[0]).toBe('x.test')
  })

  test.each([
    '',
    'x',
    request(''),
    request('ann'),
    request('&xxe;@x.test'),
    request('a"><b>@x.test'),
    '<EMailAddress>'.repeat(9999),
  ])('without an address it gets an error of its own kind', async (body) => {
    expect(textsOf(rootOf(await discover(body)), 'ErrorCode')).toEqual(['600'])
  })

  test('an address that holds markup is text', async () => {
    const root = rootOf(await discover(request('&lt;b&gt;&amp;amp;@x.test')))
    expect(textsOf(root, 'LoginName')[0]).toBe('<b>&amp;@x.test')
  })

  test('sends XML, and not more than a body may be', async () => {
    expect((await discover('{}', { type: 'application/json' })).status).toBe(415)
    expect((await discover('x=1', { type: 'application/x-www-form-urlencoded' })).status).toBe(403)
    expect((await discover('x'.repeat(2 ** 21))).status).toBe(413)
    expect((await send(`${app.url}/autodiscover/autodiscover.xml`)).status).toBe(404)
  })
})

describe('files to download', () => {
  const file = (ending: string, query = '', url = app.url) => send(`${url}/api/client-settings.${ending}${query}`)

  test('a profile for Apple', async () => {
    const { status, headers, text } = await file('mobileconfig', '?login=shop')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/x-apple-aspen-config; charset=utf-8',
      'content-disposition': 'attachment; filename="mailmitt.mobileconfig"',
    })
    expect(textsOf(readXml(text), 'string')).toEqual(expect.arrayContaining(['shop', 'shop@localhost', '127.0.0.1']))
    expect(textsOf(readXml(text), 'integer').map(Number)).toEqual(expect.arrayContaining([app.imap.port, app.smtp.port]))
  })

  test('a muttrc, of everything unless somebody is named', async () => {
    expect((await file('muttrc')).text).toContain('set imap_user = "all"\n')
    const { text, headers } = await file('muttrc', `?login=${encodeURIComponent('`id`$HOME"')}`)
    expect(text).toContain('set imap_user = "\\`id\\`\\$HOME\\""\n')
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
  })

  test('SRV records for the domain of the address (RFC 6186)', async () => {
    const { text } = await file('zone', '?login=ann@x.test')
    expect(text).toContain(`_imap._tcp.x.test.        IN SRV 10 1 ${app.imap.port} mailmitt.x.test.\n`)
  })

  test.each(['?login=', '?login=a%0Ab', '?login=a&login=b', `?login=${'a'.repeat(256)}`, '?logn=a'])(
    '%s is refused',
    async (query) => {
      for (const ending of ['mobileconfig', 'muttrc', 'zone']) expect(problemOf(await file(ending, query)).code).toBe('invalid')
    },
  )
})

test('where nothing can be read, each says so, and how to change that', async () => {
  for (const path of [WELL_KNOWN, CONFIG, '/api/client-settings.mobileconfig', '/api/client-settings.muttrc'])
    expect(problemOf(await send(`${off.url}${path}`))).toMatchObject({ status: 404, detail: expect.stringContaining('--imap') })
  expect((await discover(request('ann@x.test'), { url: off.url })).status).toBe(404)
})

describe('where not everybody is let in', () => {
  test('clients find their servers all the same, and nothing else', async () => {
    expect((await send(`${closed.url}${CONFIG}`)).status).toBe(200)
    expect((await discover(request('ann@x.test'), { url: closed.url })).status).toBe(200)
    for (const path of ['/mail/', '/mail/config-v1.1.xml/', '/.well-known/', '/autodiscover/'])
      expect([path, (await send(`${closed.url}${path}`)).status]).toEqual([path, 404])
  })

  test('files are for who is, and hold no password', async () => {
    expect((await send(`${closed.url}/api/client-settings.muttrc`)).status).toBe(401)
    const headers = { authorization: `Basic ${btoa('ann:secret')}` }
    const { text } = await send(`${closed.url}/api/client-settings.muttrc?login=shop*ann`, { headers })
    expect(text).toContain('set imap_user = "shop*ann"\n# set imap_pass')
    expect(text).not.toContain('secret')
  })

  test('a foreign host is answered nowhere else', async () => {
    const headers = { host: 'autoconfig.x.test', authorization: `Basic ${btoa('ann:secret')}` }
    expect((await send(`${closed.url}/api/client-settings.muttrc`, { headers })).status).toBe(421)
    expect((await send(`${closed.url}/`, { headers })).status).toBe(421)
  })
})

describe('docs/mail-clients.md', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/mail-clients.md', import.meta.url)), 'utf8')
  const commands = [...page.matchAll(/^curl (?:.*\\\n)*.*$/gm)]
    .map(([command]) => command)
    .filter((command) => /client-settings|config-v1|discover/.test(command))

  test('has examples', () => {
    expect(commands.length).toBe(5)
  })

  test.each(commands)('%s', (command) => {
    const here = command.replaceAll('http://127.0.0.1:8025', app.url).replace(/-o \S+/, '')
    const told = execFileSync('sh', ['-c', here.replace('curl', 'curl --silent --show-error --fail')], { encoding: 'utf8' })
    expect(told).toMatch(command.includes('?login=shop') ? /shop/ : /x\.test/)
    expect(told).toContain(String(app.imap.port))
  })
})

import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeClientSettings } from '../../shared/client-settings/client-settings.ts'
import { writeMuttrc } from '../../shared/client-settings/muttrc.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { infoWith } from './info.ts'

const write = (login: string, { host = 'localhost', tls = false, asksPassword = false } = {}) =>
  writeMuttrc(makeClientSettings({ info: infoWith({ tls }), host, login, asksPassword })) ?? ''

test('is complete: nothing is left to change', () => {
  expect(write('shop')).toBe(
    `# Mail of Mailmitt, for mutt and NeoMutt: mutt -F mailmitt.muttrc
set imap_user = "shop"
set imap_pass = "any"
set folder = "imap://localhost:1143/"
set spoolfile = "+INBOX"
set smtp_url = "smtp://shop@localhost:1025/"
set smtp_pass = "any"
set from = "shop@localhost"
set record = ""
set ssl_starttls = no
set ssl_force_tls = no
`,
  )
})

test('with TLS it takes nothing less, and says where the CA belongs', () => {
  const text = write('ann@x.test', { tls: true, host: '::1' })
  expect(text).toContain('set folder = "imaps://[::1]:1993/"\n')
  expect(text).toContain('set smtp_url = "smtps://[::1]:1465/"\n')
  expect(text).toContain('set ssl_force_tls = yes\n# set certificate_file = "mailmitt-ca.pem"\n')
})

test('where a password is asked for, none is in it', () => {
  expect(write('shop*ann', { asksPassword: true })).toMatch(/set imap_user = "shop\*ann"\n# set imap_pass/)
})

test('without IMAP it reads POP3, without both there is none', () => {
  const settings = makeClientSettings({ info: infoWith(), host: 'localhost', login: 'shop', asksPassword: false })
  const incoming = settings.incoming.filter(({ protocol }) => protocol === 'pop3')
  expect(writeMuttrc({ ...settings, incoming })).toContain(
    'set pop_user = "shop"\nset pop_pass = "any"\nset spoolfile = "pop://localhost:1110/"',
  )
  expect(writeMuttrc({ ...settings, incoming: [] })).toBeUndefined()
})

const HOSTILE = [
  '`touch owned`',
  '$HOME',
  'a"b',
  'a\\',
  '\\`touch owned\\`',
  '"; source evil; "',
  "it's",
  'ü ö#;',
  '$(touch owned)|',
]

test.each(HOSTILE)('the login name %s is a text and no command', (login) => {
  const [, value = ''] = /^set imap_user = "(.*)"$/m.exec(write(login)) ?? []
  expect(value.replace(/\\(.)/g, '$1')).toBe(login)
  expect(value.replace(/\\./g, '')).not.toMatch(/["$`]/)
})

/** Debian: apt-get install mutt */
describe('read by mutt itself', () => {
  test.each(['shop', ...HOSTILE])('the login name is %s', async (login) => {
    await using folder = await temporaryFolder()
    const file = folder.path('muttrc')
    writeFileSync(file, write(login))
    const env = { PATH: process.env.PATH, HOME: folder.path('.'), LC_ALL: 'C.UTF-8' }
    const told = execFileSync('mutt', ['-n', '-F', file, '-Q', 'imap_user', '-Q', 'smtp_url'], { env, cwd: folder.path('.') })
    const [, value = ''] = /^imap_user="(.*)"$/m.exec(told.toString()) ?? []
    expect(value.replace(/\\(.)/g, '$1')).toBe(login)
    expect(readdirSync(folder.path('.'))).toEqual(['muttrc'])
  })
})

/** Who a mail client is, and whose mail it gets: the rules that IMAP and POP3 share. */
import { writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type AccessSettings, createAccess, readAccess } from '../../server/access/access.ts'
import { createMailSignIn, type MailCredentials, mayDo } from '../../server/access/mail-sign-in.ts'
import { createLogTo } from '../../server/log.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const TOKENS = [
  { name: 'reader', token: 'reader-0123456789abcdef', scopes: ['read'] },
  { name: 'filer', token: 'filer-0123456789abcdef0', scopes: ['read', 'send'] },
  { name: 'sender', token: 'sender-0123456789abcdef', scopes: ['send'] },
  { name: 'admin', token: 'admin-0123456789abcdef0', scopes: ['admin'] },
  { name: 'shop', token: 'shop-0123456789abcdef00', scopes: ['read'], mailbox: 'shop' },
]
const [READER = '', FILER = '', SENDER = '', ADMIN = '', SHOP = ''] = TOKENS.map(({ token }) => token)

const folder = await temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())
const usersPath = folder.path('users.txt')
const tokensPath = folder.path('tokens.json')
await writeFile(usersPath, 'ann:se:cret\nbéa:пароль\na*b:star\n', { mode: 0o600 })
await writeFile(tokensPath, JSON.stringify(TOKENS), { mode: 0o600 })

function start(settings: Partial<AccessSettings>) {
  const config: AccessSettings = {
    users: undefined,
    user: undefined,
    tokens: undefined,
    'trusted-proxies': [],
    'proxy-user-header': undefined,
    ...settings,
  }
  const written: string[] = []
  const log = createLogTo({ write: (line) => written.push(line) }, 'debug')
  const access = createAccess({ config, credentials: readAccess(config), secret: 'of the database', log })
  const mailSignIn = createMailSignIn({ access })
  let next = 0
  /** Each from an address of its own, so that no failure slows down another. */
  const signIn = (credentials: Omit<MailCredentials, 'address'>) =>
    mailSignIn.signIn({ address: `192.0.2.${++next}`, ...credentials })
  return { mailSignIn, signIn, written, close: access.close }
}

describe('where nobody is asked who they are', () => {
  const { mailSignIn, signIn } = start({})

  test('any name and password do, and the name says whose mail it is, as it stands', async () => {
    expect(mailSignIn.isRequired).toBe(false)
    for (const login of ['shop', 'ann@x.test', 'all', 'a*b@x.test', ''])
      expect(await signIn({ login, password: 'any' })).toMatchObject({ account: login, grant: { by: 'nobody' } })
    expect(await signIn({ login: 'shop' })).toMatchObject({ account: 'shop' })
    expect(await signIn({ login: 'shop', token: 'x' })).toMatchObject({ account: 'shop' })
  })

  test('an authorization identity says whose mail it is before the name does (RFC 4616 §2)', async () => {
    expect((await signIn({ login: 'ann', password: 'x', authorizationIdentity: 'shop' })).account).toBe('shop')
    expect((await signIn({ login: 'ann', password: 'x', authorizationIdentity: '' })).account).toBe('ann')
  })

  test('they may change and add', async () => {
    const { grant } = await signIn({ login: 'ann' })
    expect([mayDo(grant, 'change'), mayDo(grant, 'add')]).toEqual([true, true])
  })
})

describe('with users', () => {
  const { signIn, mailSignIn, written, close } = start({ users: usersPath, tokens: tokensPath })
  afterAll(close)

  test('a user gets the account of their own name', async () => {
    expect(mailSignIn.isRequired).toBe(true)
    expect(await signIn({ login: 'ann', password: 'se:cret' })).toMatchObject({
      account: 'ann',
      grant: { name: 'ann', by: 'password' },
    })
    expect((await signIn({ login: 'be\u0301a', password: 'пароль' })).grant.name).toBe('béa')
  })

  test('a user asks for another account by the authorization identity, or with account*user', async () => {
    expect(await signIn({ login: 'ann', password: 'se:cret', authorizationIdentity: 'x@y.test' })).toMatchObject({
      account: 'x@y.test',
      grant: { name: 'ann' },
    })
    expect(await signIn({ login: 'shop*ann', password: 'se:cret' })).toMatchObject({ account: 'shop', grant: { name: 'ann' } })
    expect((await signIn({ login: 'a*b@y.test*ann', password: 'se:cret' })).account).toBe('a*b@y.test')
    expect((await signIn({ login: '*ann', password: 'se:cret' })).account).toBe('ann')
    expect((await signIn({ login: 'a*b', password: 'star', authorizationIdentity: 'a*b' })).grant.name).toBe('a*b')
  })

  test('a wrong password, none, and a name that nobody has are all the same', async () => {
    for (const wrong of [
      { login: 'ann', password: 'secret' },
      { login: 'ann' },
      { login: 'ann', password: '' },
      { login: 'nobody', password: 'se:cret' },
      { login: '', password: '' },
      { login: 'ann*shop', password: 'se:cret' },
    ])
      await expect(signIn(wrong)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('who guesses has to wait, and the right password from elsewhere works meanwhile', async () => {
    const address = '198.51.100.1'
    const guess = () => mailSignIn.signIn({ login: 'ann', password: 'guess', address })
    for (let i = 0; i < 3; i++) await expect(guess()).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(guess()).rejects.toMatchObject({ code: 'too_many_attempts' })
    await expect(mailSignIn.signIn({ login: 'shop*ann', password: 'se:cret', address })).rejects.toMatchObject({
      code: 'too_many_attempts',
    })
    expect((await signIn({ login: 'ann', password: 'se:cret' })).account).toBe('ann')
  })

  test('no password and no token is logged', async () => {
    await expect(signIn({ login: 'ann', password: 'hush-hush' })).rejects.toThrow()
    await expect(signIn({ login: 'ann', token: 'hush-0123456789abcdef00' })).rejects.toThrow()
    expect(written.join('')).toContain('ann')
    expect(written.join('')).not.toMatch(/hush|se:cret|guess/)
  })
})

describe('a token', () => {
  const { signIn, close } = start({ users: usersPath, tokens: tokensPath })
  afterAll(close)

  test.each(['password', 'token'])('as %s opens the account that is named', async (field) => {
    expect(await signIn({ login: 'x@y.test', [field]: READER })).toMatchObject({ account: 'x@y.test', grant: { name: 'reader' } })
    expect((await signIn({ login: 'x', [field]: READER, authorizationIdentity: 'all' })).account).toBe('all')
  })

  test('of one mailbox opens that one alone', async () => {
    expect((await signIn({ login: 'shop', password: SHOP })).account).toBe('shop')
    expect((await signIn({ login: '', token: SHOP })).account).toBe('shop')
    for (const login of ['all', 'other', 'shop/Sent', 'shop@x.test', 'Shop', 'shop*ann'])
      await expect(signIn({ login, password: SHOP })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(signIn({ login: 'shop', token: SHOP, authorizationIdentity: 'all' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('that may not read opens nothing', async () => {
    await expect(signIn({ login: 'shop', password: SENDER })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('may change with admin and add with send, as by HTTP', async () => {
    const rights = async (password: string) => {
      const { grant } = await signIn({ login: 'shop', password })
      return [mayDo(grant, 'change'), mayDo(grant, 'add')]
    }
    expect(await Promise.all([READER, FILER, ADMIN].map(rights))).toEqual([
      [false, false],
      [false, true],
      [true, true],
    ])
  })

  test('that is not known is no password either', async () => {
    for (const text of ['', 'unknown-0123456789abcde', 'se:cret'])
      await expect(signIn({ login: 'ann', token: text })).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

test('a grant that holds no more is told of, once', async () => {
  const path = folder.path('leaving.json')
  const [first, ...others] = TOKENS
  await writeFile(path, JSON.stringify([first, ...others]), { mode: 0o600 })
  const { signIn, mailSignIn, close } = start({ tokens: path })
  try {
    const { grant } = await signIn({ login: 'shop', password: READER })
    const ended = new Promise<void>((resolve) => mailSignIn.watch(grant, resolve))
    await writeFile(path, JSON.stringify(others), { mode: 0o600 })
    await ended
    await expect(signIn({ login: 'shop', password: READER })).rejects.toMatchObject({ code: 'unauthenticated' })
  } finally {
    close()
  }
})

test('whatever is brought, somebody unknown gets nothing', async () => {
  const { mailSignIn, close } = start({ tokens: tokensPath })
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(
      fc.record({ login: text, password: text, token: text, authorizationIdentity: text }, { requiredKeys: ['login'] }),
      async (credentials) => {
        const attempt = mailSignIn.signIn({ ...credentials, address: '192.0.2.1' })
        await expect(attempt).rejects.toMatchObject({ name: 'AppError' })
      },
    ),
  )
  close()
})

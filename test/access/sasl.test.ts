import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSaslMechanism, readSasl, SASL_MECHANISMS } from '../../server/access/sasl.ts'

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')

/** @returns what the client turned out to say, and the challenges that it got */
async function run(mechanism: string, answers: readonly string[], initialResponse?: string) {
  const challenges: string[] = []
  const ask = async (challenge: string) => {
    challenges.push(Buffer.from(challenge, 'base64').toString())
    return answers[challenges.length - 1] ?? ''
  }
  return { credentials: await readSasl({ mechanism, initialResponse, ask }), challenges }
}

describe('PLAIN (RFC 4616 §2)', () => {
  test('is one answer, or the initial response', async () => {
    const said = base64('\0ann\0se cret')
    const expected = { authorizationIdentity: '', login: 'ann', password: 'se cret' }
    expect(await run('plain', [said])).toEqual({ credentials: expected, challenges: [''] })
    expect(await run('PLAIN', [], said)).toEqual({ credentials: expected, challenges: [] })
  })

  test('tells whose mail is asked for', async () => {
    expect((await run('PLAIN', [base64('shop\0ann\0')])).credentials).toEqual({
      ...{ authorizationIdentity: 'shop', login: 'ann', password: '' },
    })
  })

  test.each(['', 'ann', '\0ann', '\0\0secret', 'a\0b\0c\0d'])('is not %j', async (text) => {
    await expect(run('PLAIN', [base64(text)])).rejects.toMatchObject({ code: 'invalid' })
  })
})

test('LOGIN asks for the name, which may come at once, and for the password', async () => {
  const expected = { login: 'ann', password: 'пароль' }
  expect(await run('LOGIN', [base64('ann'), base64('пароль')])).toEqual({
    ...{ credentials: expected, challenges: ['Username:', 'Password:'] },
  })
  expect(await run('LOGIN', [base64('пароль')], base64('ann'))).toEqual({ credentials: expected, challenges: ['Password:'] })
})

test('XOAUTH2 brings a name and a token', async () => {
  const said = 'user=ann@x.test\x01auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==\x01\x01'
  const expected = { login: 'ann@x.test', token: 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==' }
  expect((await run('XOAUTH2', [], base64(said))).credentials).toEqual(expected)
  await expect(run('XOAUTH2', [], base64('user=ann\x01auth=Basic x\x01\x01'))).rejects.toMatchObject({ code: 'invalid' })
})

test('an initial response of `=` is an empty one (RFC 5034 §4, RFC 4959 §3)', async () => {
  expect(await run('LOGIN', [base64('secret')], '=')).toMatchObject({ credentials: { login: '' }, challenges: ['Password:'] })
})

test('a client that says `*` has given up (RFC 4422 §5.4.1)', async () => {
  await expect(run('PLAIN', ['*'])).rejects.toThrow('gave up')
  await expect(run('LOGIN', [base64('ann'), '*'])).rejects.toThrow('gave up')
})

test.each(['a', 'YQ', 'YQ=', '====', 'Y Q==', 'YR==', 'not base64 !'])('%j is not Base64', async (text) => {
  await expect(run('LOGIN', [text, ''])).rejects.toThrow('not Base64')
})

test('octets that are no UTF-8 are not lost', async () => {
  expect((await run('PLAIN', [base64(Buffer.from('\0ann\0\xff\xfe', 'latin1'))])).credentials.password).toBe('\xff\xfe')
})

test('another mechanism is none', async () => {
  expect(SASL_MECHANISMS).toEqual(['PLAIN', 'LOGIN', 'XOAUTH2'])
  for (const name of ['NTLM', '', 'constructor', '__proto__', 'PLAIN LOGIN']) {
    expect(isSaslMechanism(name)).toBe(false)
    await expect(run(name, [])).rejects.toMatchObject({ code: 'invalid' })
  }
})

test('whatever is said, it is read or refused', async () => {
  const word = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }).map(base64))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SASL_MECHANISMS),
      fc.array(word, { maxLength: 3 }),
      fc.option(word, { nil: undefined }),
      async (mechanism, answers, initialResponse) => {
        const result = await run(mechanism, answers, initialResponse).catch((error: unknown) => error)
        if (result instanceof Error) expect(result).toMatchObject({ code: 'invalid' })
        else expect(result).toMatchObject({ credentials: { login: expect.any(String) } })
      },
    ),
  )
})

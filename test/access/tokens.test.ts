import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTokens } from '../../server/access/tokens.ts'

const TOKEN = 'a-token-of-twenty-characters'

function parse(value: unknown) {
  const faults: string[] = []
  return { tokens: parseTokens(typeof value === 'string' ? value : JSON.stringify(value), 'tokens', faults), faults }
}

test('a token may stand there itself or as its digest', () => {
  const sha256 = `sha256:${createHash('sha256').update(TOKEN).digest('hex')}`
  for (const token of [TOKEN, sha256]) {
    const { tokens, faults } = parse([{ name: 'ci', token, scopes: ['read', 'send'], mailbox: 'inbox' }])
    expect(faults).toEqual([])
    expect(tokens.find(TOKEN)).toMatchObject({ name: 'ci', scopes: new Set(['read', 'send']), mailbox: 'INBOX' })
    expect([tokens.find(sha256), tokens.find(''), tokens.find(`${TOKEN}x`)]).toEqual([undefined, undefined, undefined])
  }
})

test('one that is changed in any way is another one', () => {
  const entry = { name: 'ci', token: TOKEN, scopes: ['read'] }
  const before = parse([entry]).tokens.find(TOKEN)
  if (!before) throw new Error('there is none')
  expect(parse([entry, { ...entry, name: 'more', token: `${TOKEN}x` }]).tokens.holds(before)).toBe(true)
  for (const change of [{ scopes: ['admin'] }, { mailbox: 'a' }, { name: 'x' }, { token: `${TOKEN}x` }])
    expect(parse([{ ...entry, ...change }]).tokens.holds(before)).toBe(false)
})

test.each([
  ['{', 'is not JSON'],
  ['{}', 'must hold a list'],
  [[{ name: 'ci', token: TOKEN }], 'token 1: scopes'],
  [[{ name: 'ci', token: TOKEN, scopes: [] }], 'token 1: scopes'],
  [[{ name: 'ci', token: TOKEN, scopes: ['write'] }], 'token 1: scopes: 0'],
  [[{ name: 'ci', token: TOKEN, scopes: ['read'], mailbx: 'a' }], 'mailbx'],
  [[{ name: 'ci', token: 'short', scopes: ['read'] }], 'at least 20'],
  [[{ name: 'ci', token: `${TOKEN} x`, scopes: ['read'] }], 'openssl rand'],
  [[{ name: 'ci', token: 'sha256:abc', scopes: ['read'] }], 'sha256: and 64'],
  [[{ name: 'ci', token: TOKEN, scopes: ['read'], mailbox: 'a/b' }], 'no mail can come'],
  [[{ name: 'c\u0000i', token: TOKEN, scopes: ['read'] }], 'control character'],
])('%j is told of', (value, fault) => {
  const { tokens, faults } = parse(value)
  expect(faults.join('\n')).toContain(fault)
  expect(faults.join('\n')).not.toContain(TOKEN)
  expect(tokens.count).toBe(0)
})

test('two with one name or one token are told of', () => {
  const entry = { name: 'ci', token: TOKEN, scopes: ['read'] }
  expect(parse([entry, entry]).faults).toEqual(['tokens, token 2 (ci): another one has this name'])
  expect(parse([entry, { ...entry, name: 'b' }]).faults).toEqual(['tokens, token 2 (b): another one has this token'])
})

test('any JSON is read or told of', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      const { tokens, faults } = parse(text)
      expect(tokens.count === 0 && (faults.length > 0 || text.trim() === '[]')).toBe(true)
    }),
  )
})

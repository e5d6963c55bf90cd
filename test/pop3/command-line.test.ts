import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../server/pop3/command-line.ts'
import { COMMANDS } from '../../server/pop3/commands.ts'
import { maskSecrets } from '../../server/pop3/secrets.ts'

const parse = (text: string) => parseCommandLine(Buffer.from(text, 'latin1'))

describe('a command line (RFC 1939 §3)', () => {
  test('is a keyword in any case, and what stands behind one space', () => {
    expect(parse('retr 1')).toEqual({ text: 'retr 1', keyword: 'RETR', rest: '1' })
    expect(parse('QUIT')).toEqual({ text: 'QUIT', keyword: 'QUIT', rest: '' })
    expect(parse('')).toEqual({ text: '', keyword: '', rest: '' })
  })

  test('keeps each space of a password (RFC 1939 §7)', () => {
    expect(parse('PASS  a b ').rest).toBe(' a b ')
  })

  test('is UTF-8 where it can be, and loses no octet where it cannot', () => {
    expect(parseCommandLine(Buffer.from('USER béa')).rest).toBe('béa')
    expect(parse('USER \xff\xfe').rest).toBe('\xff\xfe')
  })

  test('of any octets is read, and no command takes long to see what is wrong with it (property)', () => {
    const word = fc.oneof(fc.constantFrom(...COMMANDS.keys(), ' ', '1', '0'.repeat(12_000), ' '.repeat(12_000)), fc.string())
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const octets = Buffer.from(words.join(' '), 'latin1')
        const { keyword, rest } = parseCommandLine(octets)
        expect(keyword).not.toContain(' ')
        for (const { syntax } of COMMANDS.values()) syntax.exec(rest)
        expect(COMMANDS.get(keyword)?.state ?? 'both').toMatch(/^(authorization|transaction|both)$/)
      }),
    )
  })
})

describe('of a transcript', () => {
  test.each([
    ['PASS secret', 'PASS (masked)'],
    ['pass  secret', 'pass (masked)'],
    ['USER ann', 'USER ann'],
    ['APOP ann c4c9334bac560ecc979e58001b3e22fb', 'APOP ann (masked)'],
    ['APOP c4c9334bac560ecc979e58001b3e22fb', 'APOP (masked)'],
    ['AUTH', 'AUTH'],
    ['AUTH PLAIN', 'AUTH PLAIN'],
    ['AUTH PLAIN AGFubgBzZWNyZXQ=', 'AUTH PLAIN (masked)'],
    ['AUTH AGFubgBzZWNyZXQ=', 'AUTH (masked)'],
    ['AUTH PLAIN a b', 'AUTH PLAIN (masked)'],
    ['PASSsecret', '(masked)'],
    ['PAS secret', 'PAS (masked)'],
    ['AGFubgBzZWNyZXQ=', '(masked)'],
    ['LIST 1', 'LIST 1'],
    ['USER ann\rPASS secret\r', 'USER ann (masked)'],
    ['', '(masked)'],
  ])('%j is %j', (line, shown) => {
    expect(maskSecrets(line, false)).toBe(shown)
  })

  test('nothing but what signs in is a secret after the sign-in', () => {
    expect(maskSecrets('XTND XMIT', true)).toBe('XTND XMIT')
    expect(maskSecrets('PASS secret', true)).toBe('PASS (masked)')
  })

  test('whatever stands behind what signs in is not shown (property)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('PASS', 'pass', 'AUTH', 'auth PLAIN', 'AUTH x', 'APOP ann', 'APOP', 'Pas', 'x'),
        fc.stringMatching(/^[0-9=+/]{20,40}$/),
        fc.boolean(),
        (start, secret, hasTwo) => {
          expect(maskSecrets(`${start} ${hasTwo && !/^apop/i.test(start) ? `${secret} ` : ''}${secret}`, false)).not.toContain(
            secret,
          )
        },
      ),
    )
  })
})

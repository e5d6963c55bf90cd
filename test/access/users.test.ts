/** The file of users: what it may hold, and what is told of one that cannot be used. */
import { writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashPassword, parsePasswordHash } from '../../server/access/password-hash.ts'
import { parseUsers, readUsersFile } from '../../server/access/users.ts'
import { ConfigError } from '../../server/config/load.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

function parse(text: string) {
  const faults: string[] = []
  return { users: parseUsers([{ text, source: 'users' }], faults), faults }
}

test('a line is a name and a password, which may hold colons and blanks', async () => {
  const { users, faults } = parse('ann:a:b c \r\n\r\n# eve:x\rbéa:ü\n')
  expect(faults).toEqual([])
  expect([users.count, users.plainPassword('ann'), users.plainPassword('be\u0301a')]).toEqual([2, 'a:b c ', 'ü'])
  expect(await users.verify('ann', 'a:b c ')).toBe(true)
  expect(await users.verify('béa', 'u\u0308')).toBe(true)
  for (const [name, password] of [
    ['ann', 'a:b c'],
    ['ann', ''],
    ['ann', 'ü'],
    ['# eve', 'x'],
    ['eve', 'x'],
    ['', ''],
    ['toString', ''],
  ] as const)
    expect([name, password, await users.verify(name, password)]).toEqual([name, password, false])
})

test('a hash lets in as the password does, and does not tell it', async () => {
  const line = `ann:${await hashPassword('se:cret ü')}`
  expect(line).toMatch(/^ann:\$scrypt\$ln=14,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  const { users, faults } = parse(`${line}\nbob:plain\n`)
  expect(faults).toEqual([])
  expect([await users.verify('ann', 'se:cret u\u0308'), await users.verify('ann', line.slice(4))]).toEqual([true, false])
  expect([await users.verify('nobody', 'x'), await users.verify('bob', 'plain')]).toEqual([false, true])
  expect([users.plainPassword('ann'), users.plainPassword('bob')]).toEqual([undefined, 'plain'])
  expect(users.versionOf('ann')).not.toBe(parse('ann:other').users.versionOf('ann'))
  expect(users.versionOf('nobody')).toBeUndefined()
})

test.each(['$scrypt$ln=30,r=8,p=1', '$scrypt$ln=14,r=99,p=1', '$scrypt$ln=14,r=8,p=0', '$scrypt$ln=0,r=8,p=1'])(
  'a hash that costs too much or nothing is none: %s',
  (start) => {
    expect(parsePasswordHash(`${start}$${'a'.repeat(22)}$${'a'.repeat(43)}`)).toBeUndefined()
  },
)

describe('what cannot be used', () => {
  test.each([
    ['secret', 'line 1: has no colon'],
    [':secret', 'line 1: has no name'],
    ['ann:', 'line 1: has no password for ann'],
    ['ann:  ', 'line 1: has no password for ann'],
    ['ann:se\u0007cret', 'line 1: holds a control character'],
    ['ann:secret\nann:secret', 'line 2: names ann once more'],
    [`${'x'.repeat(256)}:secret`, 'line 1: has a name of more than 255 octets'],
    [`ann:secret${'x'.repeat(1024)}`, 'line 1: has a password of more than 1024 octets'],
    ['ann:$2y$10$secretsecretsecret', 'mailmitt password ann'],
    ['ann:$scrypt$secret', 'mailmitt password ann'],
    ['ann:{SHA}secret=', 'mailmitt password ann'],
  ])('%j is told of without its password', (text, fault) => {
    const { faults } = parse(text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(fault)
    expect(faults[0]).not.toContain('secret')
  })

  test('every fault of a file is told at once', async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.path('users'), '\uFEFFann\nbob:x\ncal')
    expect(() => readUsersFile(folder.path('users'))).toThrow(ConfigError)
    expect(() => readUsersFile(folder.path('users'))).toThrow(/line 1: [\s\S]*line 3: /)
    expect(() => readUsersFile(folder.path('none'))).toThrow(/ENOENT/)
    expect(() => readUsersFile(folder.path())).toThrow(/EISDIR/)
    await writeFile(folder.path('users'), Uint8Array.of(0x61, 0x3a, 0xff))
    expect(() => readUsersFile(folder.path('users'))).toThrow(/is not text in UTF-8/)
    await writeFile(folder.path('users'), '\uFEFFann:x')
    expect(readUsersFile(folder.path('users')).plainPassword('ann')).toBe('x')
  })
})

test('any text is read or told of, and no name comes in twice', () => {
  const line = fc.string({ unit: fc.constantFrom(':', '\r', '\n', '#', ' ', 'a', '$', '\0', '\u0301', '{SHA}') })
  fc.assert(
    fc.property(fc.oneof(line, fc.string({ unit: 'binary' })), (text) => {
      const { users, faults } = parse(text)
      const lines = text.split(/\r\n|\n|\r/).filter((each) => each.trim() !== '' && !each.startsWith('#'))
      expect(users.count + faults.length).toBe(lines.length)
    }),
  )
})

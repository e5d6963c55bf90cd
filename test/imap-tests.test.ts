/** docs/imap-tests.md names every command and capability, and for each tests that are there. */
import { expect, test } from 'vitest'
import { ALL_CAPABILITIES } from '../server/imap/capabilities.ts'
import { COMMANDS } from '../server/imap/commands.ts'
import { hasTest, readTestTables } from './harness/named-tests.ts'

const rows = readTestTables('imap-tests.md', 'What')
const subjects = rows.flatMap(({ subject }) => subject.split(', ').map((name) => name.replaceAll('`', '')))

test('every command stands there', () => {
  expect([...COMMANDS.keys()].filter((name) => !subjects.includes(name))).toEqual([])
})

test('every capability stands there', () => {
  expect(ALL_CAPABILITIES.filter((name) => !subjects.includes(name))).toEqual([])
})

test('every row names its RFC and a test', () => {
  for (const { subject, says, tests } of rows)
    expect([subject, /^RFC \d+/.test(says), tests.length > 0]).toEqual([subject, true, true])
})

test.each(rows.flatMap(({ tests }) => tests))('$file has a test "$title"', (named) => {
  expect(hasTest(named)).toBe(true)
})

/** docs/security-tests.md names tests: they are there, under those titles. */
import { expect, test } from 'vitest'
import { hasTest, readTestTables } from './harness/named-tests.ts'

const rows = readTestTables('security-tests.md', 'Hole')

test('every row says how Mailmitt behaves, and names a test or says why there is none', () => {
  expect(rows.length).toBeGreaterThan(40)
  for (const { subject, says, tests } of rows)
    expect([subject, tests.length > 0 || says.startsWith('Does not apply')]).toEqual([subject, true])
})

test.each(rows.flatMap(({ tests }) => tests))('$file has a test "$title"', (named) => {
  expect(hasTest(named)).toBe(true)
})

/** Pages under docs/ that name tests: they are there, under those titles. */
import { describe, expect, test } from 'vitest'
import { hasTest, readTestTables } from './harness/named-tests.ts'

describe.each([
  ['security-tests.md', 'Hole', 41],
  ['pop3-tests.md', 'Rule', 20],
])('docs/%s', (page, head, least) => {
  const rows = readTestTables(page, head)

  test('every row says how Mailmitt behaves, and names a test or says why there is none', () => {
    expect(rows.length).toBeGreaterThanOrEqual(least)
    for (const { subject, says, tests } of rows)
      expect([subject, tests.length > 0 || says.startsWith('Does not apply')]).toEqual([subject, true])
  })

  test.each(rows.flatMap(({ tests }) => tests))('$file has a test "$title"', (named) => {
    expect(hasTest(named)).toBe(true)
  })
})

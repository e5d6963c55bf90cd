/** Pages under docs/ that name tests: they are there, under those titles. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')

describe.each([
  ['security-tests.md', 41],
  ['pop3-tests.md', 20],
])('docs/%s', (page, least) => {
  const rows = [...read(`../docs/${page}`).matchAll(/^\| (?!Hole |Rule |---)(.*) \| (.*) \| ?(.*) \|$/gm)]

  test('every row says how Mailmitt behaves, and names a test or says why there is none', () => {
    expect(rows.length).toBeGreaterThanOrEqual(least)
    for (const [row, , behaviour = '', tests = ''] of rows)
      expect([row, tests !== '' || behaviour.startsWith('Does not apply')]).toEqual([row, true])
  })

  const named = rows.flatMap(([, , , tests = '']) =>
    tests
      .split('<br>')
      .filter((each) => each !== '')
      .map((each): [file: string, title: string] => {
        const [, file = '', title = ''] = /^`([^`]+)` › `([^`]+)`$/.exec(each) ?? []
        return [file, title]
      }),
  )

  test.each(named)('%s has a test "%s"', (file, title) => {
    expect([file !== '', existsSync(fileURLToPath(new URL(file, import.meta.url)))]).toEqual([true, true])
    // A title begins and ends with its quotation mark, so that no part of another one counts.
    const quoted = ["'", '`', '"'].map((mark) => `(${mark}${title}${mark}`)
    const source = read(file).replace(/\(\s+/g, '(')
    expect(quoted.some((call) => source.includes(call))).toBe(true)
  })
})

import { expect, test } from 'vitest'
import { parseMailboxLimits } from '../../server/config/values.ts'
import { runProgram } from '../harness/app.ts'

test('rules name a mailbox, with * for any characters and in quotes where it holds : or ;, and its limits', () => {
  expect(parseMailboxLimits('')).toEqual([])
  expect(
    parseMailboxLimits(' ci-*: max-messages=500 ,max-age = 1h ; billing:max-storage=100MiB; "a:b;c":max-messages=none;'),
  ).toEqual([
    { mailboxPattern: 'ci-*', limits: { messages: 500, ageMs: 3_600_000 } },
    { mailboxPattern: 'billing', limits: { storageOctets: 100 * 1024 ** 2 } },
    { mailboxPattern: 'a:b;c', limits: { messages: undefined } },
  ])
})

test.each([
  ['ci', /^at character 1, "ci" has no limits;/],
  [':max-age=1h', /^at character 1, a mailbox is missing;/],
  ['"ci:max-age=1h', /^at character 1, the closing " of the mailbox is missing;/],
  ['a:max-age=1h;;', /^at character 14, a mailbox is missing;/],
  ['a:max-mesages=1', /^at character 3, "max-mesages" is no limit; there are max-storage, max-messages, max-age;/],
  ['a:max-age=1h,max-messages', /^at character 14, max-messages has no value;/],
  ['a:max-age=1h; b:max-messages=x', /^at character 30, "x" is not a whole number above 0;/],
  ['"a:b" :max-storage=much', /^at character 20, "much" is not a size;/],
])('%s is refused with the place of the fault', (text, message) => {
  expect(() => parseMailboxLimits(text)).toThrow(message)
})

test('bad limits are all reported at once, exit 2', async () => {
  const program = runProgram([
    '--max-storage',
    'much',
    '--max-age',
    'x',
    '--mailbox-limits',
    'a:b',
    '--durability',
    'forever',
    '--journal',
    'no',
  ])
  expect(await program.exitCode).toBe(2)
  for (const flag of ['max-storage', 'max-age', 'mailbox-limits', 'durability', 'journal'])
    expect(program.log()).toContain(`--${flag}: `)
})

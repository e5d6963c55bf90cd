import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPasswordCheck } from '../../server/access/password-check.ts'
import { parseUsers } from '../../server/access/users.ts'
import { createLogTo } from '../../server/log.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const MINUTE = 60_000

function start() {
  const users = parseUsers([{ text: 'ann:right\nbéa:right too', source: 'users' }], [])
  const check = createPasswordCheck({ users, log: createLogTo({ write: () => undefined }, 'debug') })
  /** @returns `right`, or what went wrong */
  const say = (password: string, { address = '192.0.2.1', name = 'ann', isSignIn = true } = {}): Promise<string> =>
    check({ name, password, address, isSignIn }).then(
      () => 'right',
      (error: unknown) => String((error as { code?: unknown }).code),
    )
  const guess = async (times: number) => {
    const answers: string[] = []
    for (let i = 0; i < times; i++) answers.push(await say(`guess ${i}`))
    return answers
  }
  return { say, guess }
}

const WRONG = 'unauthenticated'
const WAIT = 'too_many_attempts'

test('a right password forgets the failures before it, one that was right before too', async () => {
  const { say, guess } = start()
  for (let i = 0; i < 5; i++) expect([...(await guess(2)), await say('right')]).toEqual([WRONG, WRONG, 'right'])
})

test('one that comes along with each request forgets them once a minute', async () => {
  const { say, guess } = start()
  for (let i = 0; i < 5; i++) {
    expect([...(await guess(2)), await say('right', { isSignIn: false })]).toEqual([WRONG, WRONG, 'right'])
    vi.advanceTimersByTime(MINUTE)
  }
})

test('so a tool that brings it all the time gives no new tries to who guesses from the same address', async () => {
  const { say } = start()
  const answers: string[] = []
  for (let second = 0; second < 10 * 60; second++) {
    await say('right', { isSignIn: false })
    answers.push(await say(`guess ${second}`))
    vi.advanceTimersByTime(1000)
  }
  // Three at once and then 1, 2, 4, 8 … s apart, each minute anew.
  expect(answers.filter((answer) => answer === WRONG).length).toBeLessThan(10 * 10)
  expect(answers).toContain(WAIT)
})

test('while who guesses has to wait, so does the right password from there; from elsewhere it does not', async () => {
  const { say, guess } = start()
  expect(await say('right')).toBe('right')
  expect(await guess(4)).toEqual([WRONG, WRONG, WRONG, WAIT])
  expect([await say('right'), await say('right', { address: '192.0.2.2' })]).toEqual([WAIT, 'right'])
  vi.advanceTimersByTime(1000)
  expect(await say('right')).toBe('right')
})

test('however a name is written, its failures are counted together', async () => {
  const { say } = start()
  const names = ['be\u0301a', 'béa']
  for (const name of [...names, ...names]) await say('guess', { name })
  for (const name of names) expect(await say('right too', { name })).toBe(WAIT)
})

test('wrong ones at once are no way around', async () => {
  const { say } = start()
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => say(`guess ${i}`)))
  expect(answers.filter((answer) => answer === WRONG)).toHaveLength(3)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSignIns, IDLE_MS } from '../../server/access/sign-ins.ts'

const DAY_MS = 24 * 60 * 60_000

function start(secret = 'secret of the database') {
  const versions = new Map([['ann', '1']])
  const clock = { now: 1_800_000_000_000 }
  const create = () => createSignIns({ secret, users: { versionOf: (name) => versions.get(name) }, time: () => clock.now })
  return { versions, clock, create, signIns: create() }
}

test('a sign-in holds across restarts, as long as somebody comes now and then', () => {
  const { clock, create, signIns } = start()
  const value = signIns.write('ann')
  expect(create().read(value)).toMatchObject({ name: 'ann', isOld: false })
  clock.now += 2 * DAY_MS
  const old = signIns.read(value)
  expect(old).toMatchObject({ isOld: true })
  const renewed = signIns.write('ann', old?.id)
  clock.now += IDLE_MS - DAY_MS
  expect(signIns.read(value)).toBeUndefined()
  expect(signIns.read(renewed)).toMatchObject({ id: old?.id })
  clock.now += DAY_MS
  expect(signIns.read(renewed)).toBeUndefined()
})

test('a sign-in ends with its password, with its user, and when it is ended, the renewed one too', () => {
  const { versions, signIns } = start()
  const value = signIns.write('ann')
  const signIn = signIns.read(value)
  if (!signIn) throw new Error('not signed in')
  versions.set('ann', '2')
  expect(signIns.read(value)).toBeUndefined()
  versions.delete('ann')
  expect([signIns.read(value), signIns.holds(signIn), signIns.read(signIns.write('ann'))]).toEqual([undefined, false, undefined])
  versions.set('ann', '1')
  const renewed = signIns.write('ann', signIn.id)
  signIns.end(signIn)
  expect([signIns.read(value), signIns.read(renewed)]).toEqual([undefined, undefined])
  expect(signIns.read(signIns.write('ann'))).toBeDefined()
})

test('another database, any other value and any change of one are nothing', () => {
  const { signIns } = start()
  const value = signIns.write('ann')
  expect(start('another secret').signIns.read(value)).toBeUndefined()
  fc.assert(fc.property(fc.string(), (text) => signIns.read(text) === undefined))
  fc.assert(
    fc.property(fc.nat(value.length - 1), fc.constantFrom(...'A.z0_- '), (at, character) => {
      fc.pre(value[at] !== character)
      expect(signIns.read(value.slice(0, at) + character + value.slice(at + 1))).toBeUndefined()
    }),
  )
})

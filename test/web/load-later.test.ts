/** Parts of the page whose code comes later. */
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { loadLater } from '../../web/lib/load-later.ts'

test('what was preloaded is there in its first render, and loaded once', async () => {
  let loads = 0
  const loaded = Promise.withResolvers<void>()
  const View = loadLater(async () => {
    loads++
    await loaded.promise
    return ({ name }: { name: string }) => createElement('p', null, `Hello ${name}`)
  })
  const shown = () => renderToString(createElement(View, { name: 'Ann' }))
  View.preload()
  View.preload()
  expect(shown()).toBe('')
  loaded.resolve()
  await expect.poll(shown).toBe('<p>Hello Ann</p>')
  View.preload()
  expect(loads).toBe(1)
})

test('one that could not be loaded is asked for again', async () => {
  let loads = 0
  const View = loadLater(() => (loads++ === 0 ? Promise.reject(new Error('offline')) : Promise.resolve(() => 'here')))
  const shown = () => renderToString(createElement(View))
  View.preload()
  await expect.poll(() => loads).toBe(1)
  expect(shown()).toBe('')
  View.preload()
  await expect.poll(shown).toBe('here')
})

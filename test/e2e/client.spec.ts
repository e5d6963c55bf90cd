/** The published client in a browser, in a page of the server that it asks. */
import { fileURLToPath } from 'node:url'
import type * as Published from '../../shared/client/client.ts'
import { expect, test } from './fixtures.ts'

const BUILT = fileURLToPath(new URL('../../dist/client/client.js', import.meta.url))

test('waits, follows and looks into a mail as it does in Node', async ({ page }) => {
  await page.route('/client.js', (route) => route.fulfill({ path: BUILT, contentType: 'text/javascript' }))
  await page.goto('/')
  const told = await page.evaluate(async () => {
    const { createClient } = (await import('/client.js' as string)) as typeof Published
    const parseHtml = (html: string) => new DOMParser().parseFromString(html, 'text/html')
    const client = createClient({ baseUrl: location.origin, parseHtml })
    const to = client.address()
    const events = await client.stream({ to })
    const waiting = client.waitFor({ to, subject: 'Welcome' })
    const attachments = [{ filename: 'a.txt', content: btoa('hello') }]
    const html = '<p>Your code is <b>482913</b></p>'
    await client.send({ from: 'a@a.test', to: [to], subject: 'Welcome', html, attachments })
    const mail = await waiting
    const octets = await mail.attachment('a.txt').octets()
    for await (const { type } of events) if (type === 'message.added') break
    await events.close()
    return [mail.code, mail.dom().querySelector('b')?.textContent, octets.length, (await events.next()).done]
  })
  expect(told).toEqual(['482913', '482913', 5, true])
})

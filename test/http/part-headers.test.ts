/** What the tabs of the page read beside the message itself: the header fields of parts, and the text of the HTML. */
import { afterAll, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { mail, multipart } from '../harness/mail.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const add = async (mailData: string) => (await app.client.add(mailData)).id
const names = (fields: readonly { name: string }[] | undefined) => fields?.map(({ name }) => name)

test('a part has header fields of its own, decoded (RFC 2045 §3)', async () => {
  const id = await add(
    multipart([{ fields: { 'Content-Type': 'text/plain', 'Content-Description': '=?utf-8?q?Gr=C3=BC=C3=9Fe?=' }, body: 'x' }]),
  )
  const { fields, message } = await app.client.partHeaders(id, '1')
  expect(fields.map(({ name, value }) => [name, value])).toEqual([
    ['Content-Type', 'text/plain'],
    ['Content-Description', 'Grüße'],
  ])
  expect(message).toBeUndefined()
})

test('a message in a message has two header sections: that of the part, and its own (RFC 2046 §5.2.1)', async () => {
  const inner = mail({ From: 'n@n.test', Subject: '=?utf-8?q?F=C3=BCnf?=' }, 'inner')
  const id = await add(multipart([{ fields: { 'Content-Type': 'message/rfc822' }, body: inner }]))
  const { fields, message } = await app.client.partHeaders(id, '1')
  expect(names(fields)).toEqual(['Content-Type'])
  expect(names(message)).toEqual(['From', 'Subject'])
  expect(message?.at(1)?.value).toBe('Fünf')
})

test('a part that is not there has no header fields', async () => {
  const id = await add(mail({ Subject: 'one part' }))
  await expect(app.client.partHeaders(id, '7')).rejects.toMatchObject({ code: 'not_found' })
  expect(names((await app.client.partHeaders(id, '1')).fields)).toEqual(['Subject'])
})

test('the text of the HTML is what a reader sees of it', async () => {
  const html = '<style>p{}</style><p>Your&nbsp;code</p><p>402913<span style="display:none">hidden</span></p>'
  const id = await add(
    multipart(
      [
        { fields: { 'Content-Type': 'text/plain' }, body: 'As sent' },
        { fields: { 'Content-Type': 'text/html' }, body: html },
      ],
      { type: 'alternative' },
    ),
  )
  expect(await app.client.htmlText(id)).toBe('Your code\n402913')
  expect(await app.client.htmlText(await add(mail({ Subject: 'no HTML' })))).toBe('')
  expect((await fetch(`${app.url}/api/messages/${id}/text?of=pdf`)).status).toBe(400)
})

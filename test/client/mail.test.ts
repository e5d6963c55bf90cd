import { parse } from 'parse5'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient, type Mail } from '../../shared/client/client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { attachment, mail, multipart } from '../harness/mail.ts'

let app: RunningApp
let welcome: Mail
let bare: Mail

const HTML = `<p>Your code is <b>482913</b></p>
<p><a href="https://x.test/view?id=7">View in browser</a>
<a href="https://x.test/confirm?token=abc">Confirm address</a>
<a href="https://x.test/leave">Unsubscribe</a></p>`

beforeAll(async () => {
  app = await startApp()
  const { id } = await app.client.add(
    multipart(
      [
        { fields: { 'Content-Type': 'text/html; charset=utf-8' }, body: HTML },
        attachment('text/csv', 'a,b\r\n', { filename: 'report.csv' }),
        attachment('application/pdf', 'x', { filename: 'invoice.pdf' }),
      ],
      { fields: { Subject: 'Welcome', 'X-Campaign': 'spring' } },
    ),
  )
  welcome = await app.client.get(id)
  bare = await app.client.get((await app.client.add(mail({ Subject: 'Bare' }))).id)
})
afterAll(() => app[Symbol.asyncDispose]())

test('its code is the surest one', () => {
  expect(welcome.code).toBe('482913')
})

test('its link is found by text, address or kind, and else is the one that something is done with', () => {
  const confirm = 'https://x.test/confirm?token=abc'
  expect(welcome.link().href).toBe(confirm)
  expect(welcome.link({ text: 'confirm' }).href).toBe(confirm)
  const text = /confirm/gi
  for (let times = 0; times < 3; times++) expect(welcome.link({ text }).href).toBe(confirm)
  expect(welcome.link({ href: '/confirm?' }).href).toBe(confirm)
  expect(welcome.link({ href: /token=\w+$/, kind: 'action' }).href).toBe(confirm)
  expect(welcome.link({ kind: 'unsubscribe' }).href).toBe('https://x.test/leave')
})

test('its attachment is found by name, with its octets', async () => {
  const report = welcome.attachment('report.csv')
  expect(report).toMatchObject({ contentType: 'text/csv', sizeOctets: 5 })
  expect(new TextDecoder().decode(await report.octets())).toBe('a,b\r\n')
})

test('header fields are read by name, whatever its case', () => {
  expect([welcome.header('x-campaign'), welcome.header('x-none')]).toEqual(['spring', undefined])
})

test('what it has not, it says with what it has instead', () => {
  expect(() => bare.code).toThrow(`The mail “Bare” (${bare.id}) has no code; its text begins Hello`)
  expect(() => bare.link()).toThrow('has no link; its links are none')
  expect(() => welcome.link({ text: 'Reset', kind: 'action' })).toThrow(
    /has no link with text Reset with kind action; its links are .*“Confirm address” https:\/\/x\.test\/confirm\?token=abc/,
  )
  expect(() => welcome.attachment('report.xlsx')).toThrow(
    'has no attachment “report.xlsx”; its attachments are “report.csv”, “invoice.pdf”',
  )
})

test('its HTML is read by the parser that the client was given', async () => {
  expect(() => welcome.dom()).toThrow('parseHtml')
  const client = createClient({ baseUrl: app.url, parseHtml: parse })
  const { nodeName } = (await client.get(welcome.id)).dom()
  expect(nodeName).toBe('#document')
})

test('it compares and prints as the message that the API tells', async () => {
  const told = await (await fetch(`${app.url}/api/messages/${welcome.id}`)).json()
  expect(welcome).toStrictEqual(told)
  expect(JSON.parse(JSON.stringify(welcome))).toEqual(told)
  expect({ ...welcome }).toStrictEqual(told)
})

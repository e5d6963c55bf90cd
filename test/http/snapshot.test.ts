import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { makeUp, TEMPLATES } from '../mail/templates.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const api = `${app.url}/api/messages`
const add = async (mailData: string, mailbox?: string) => (await app.client.add(mailData, { mailbox })).id
const build = (name: string) => TEMPLATES[name]?.(makeUp()) ?? ''

describe('snapshot', () => {
  test('is one text for two mails of one template, also of the latest of a mailbox', async () => {
    const first = await add(build('a receipt'))
    await add(build('a receipt'), 'shop')
    const { status, headers, text } = await send(`${api}/${first}/snapshot`)
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(text).toContain('Subject: Receipt for order #<number>')
    expect(await app.client.snapshot(first)).toBe(text)
    expect(await app.client.snapshot('latest', { mailbox: 'shop' })).toBe(text)
  })

  test('there is none of a message that is not there', async () => {
    expect(problemOf(await send(`${api}/none/snapshot`)).code).toBe('not_found')
  })
})

describe('diff', () => {
  test('tells what differs as data, and with masks only what a person would change', async () => {
    const left = await add(build('a password reset'))
    const right = await add(build('a password reset').replace('Subject: Reset your', 'Subject: Choose a new'))
    const diff = await app.client.diff(left, right, { mask: true })
    expect(diff).toMatchObject({ left, right, masked: true, equal: false, parts: [] })
    expect(diff.headers).toEqual([
      { change: 'changed', name: 'Subject', left: 'Reset your password', right: 'Choose a new password' },
    ])
    expect((await app.client.diff(left, right)).headers.map(({ name }) => name)).toContain('Message-ID')
  })

  test('is a unified diff for a shell that asks for text', async () => {
    const left = await add(mail({ Subject: 'a', 'X-Old': '1' }, 'one\r\ntwo\r\n'))
    const right = await add(mail({ Subject: 'b' }, 'one\r\n2\r\n'))
    const { headers, text } = await send(`${api}/${left}/diff/${right}`, { headers: { accept: 'text/plain, */*' } })
    expect([headers['content-type'], headers.vary]).toEqual(['text/plain; charset=utf-8', 'accept'])
    expect(text.split('\n')).toEqual([
      ...[`--- ${left}/headers`, `+++ ${right}/headers`, '-Subject: a', '+Subject: b', '-X-Old: 1'],
      ...[`--- ${left}/text`, `+++ ${right}/text`, '@@ -1,2 +1,2 @@', ' one', '-two', '+2'],
      ...[`--- ${left}/parts`, `+++ ${right}/parts`, '-1 text/plain 10 octets', '+1 text/plain 8 octets', ''],
    ])
    expect((await send(`${api}/${left}/diff/${left}`, { headers: { accept: 'text/plain' } })).text).toBe('')
    expect((await send(`${api}/${left}/diff/latest`)).json()).toMatchObject({ left, right, equal: false })
  })

  test('there is none with a message that is not there', async () => {
    const id = await add(mail({ Subject: 'x' }))
    expect(problemOf(await send(`${api}/${id}/diff/none`)).detail).toBe('There is no message none; it may have been deleted')
  })
})

test('HTML that is made to be slow costs its reader an answer, and no other', async () => {
  const id = await add(mail({ 'Content-Type': 'text/html' }, '<b><i><u>'.repeat(30_000) + '<p>x'.repeat(50_000)))
  const simple = await add(mail({ Subject: 'simple' }))
  const [slow, quick] = await Promise.all([send(`${api}/${id}/snapshot`), send(`${api}/${simple}/snapshot`)])
  expect([200, 503]).toContain(slow.status)
  if (slow.status === 503) expect(problemOf(slow).code).toBe('unavailable')
  expect(quick.text).toContain('Subject: simple')
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import '../../shared/testing/vitest.ts'
import type { Client, Mail } from '../../shared/client/client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { attachment, mail, multipart } from '../harness/mail.ts'

let app: RunningApp
let client: Client
let mark: string
let welcome: Mail
let bare: Mail

const HTML = `<p>Your code is <b>482913</b></p>
<p><a href="https://x.test/confirm?token=abc">Confirm address</a>
<a href="https://x.test/leave">Unsubscribe</a></p>`

beforeAll(async () => {
  app = await startApp()
  client = app.client.mailbox('shop')
  mark = await client.mark()
  const parts = [
    { fields: { 'Content-Type': 'text/html; charset=utf-8' }, body: HTML },
    attachment('application/pdf', 'x', { filename: 'invoice.pdf' }),
  ]
  welcome = await client.get((await client.add(multipart(parts, { fields: { Subject: 'Welcome to Shop' } }))).id)
  bare = await client.get((await client.add(mail({ Subject: 'Bare' }))).id)
})
afterAll(() => app[Symbol.asyncDispose]())

/** What an assertion says when it fails; nothing when it holds. */
async function failureOf(assertion: () => unknown): Promise<string | undefined> {
  try {
    await assertion()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

test('a subject is all of it, or what a pattern finds', async () => {
  expect(welcome).toHaveSubject('Welcome to Shop')
  expect(welcome).toHaveSubject(/^welcome/i)
  expect(welcome).not.toHaveSubject('Welcome')
  const has = `The mail ${welcome.id} has the subject “Welcome to Shop”`
  expect(await failureOf(() => expect(welcome).toHaveSubject('Welcome'))).toBe(`${has}, and not “Welcome”`)
  expect(await failureOf(() => expect(welcome).toHaveSubject(/x/))).toBe(`${has}, and not /x/`)
  expect(await failureOf(() => expect(welcome).not.toHaveSubject(/Shop/))).toBe(has)
})

test('a code is any, or that one', async () => {
  expect(welcome).toHaveCode()
  expect(welcome).toHaveCode('482913')
  expect(bare).not.toHaveCode()
  expect(await failureOf(() => expect(welcome).toHaveCode('111111'))).toBe(
    `The mail “Welcome to Shop” (${welcome.id}) has no code 111111; its codes are:\n  482913 (“Your code is 482913”)`,
  )
  expect(await failureOf(() => expect(bare).toHaveCode())).toBe(`The mail “Bare” (${bare.id}) has no code; its codes are none`)
  expect(await failureOf(() => expect(welcome).not.toHaveCode())).toContain('has the code; its codes are:\n  482913')
})

test('a link is found by text, address and kind', async () => {
  expect(welcome).toHaveLink()
  expect(welcome).toHaveLink('confirm address')
  expect(welcome).toHaveLink('/confirm?token=')
  expect(welcome).toHaveLink(/token=\w+$/)
  expect(welcome).toHaveLink({ text: 'Confirm', href: /confirm/, kind: 'action' })
  expect(welcome).not.toHaveLink({ text: 'Confirm', kind: 'unsubscribe' })
  expect(bare).not.toHaveLink()
  expect(await failureOf(() => expect(welcome).toHaveLink({ text: 'Reset', href: /reset/ }))).toBe(
    `The mail “Welcome to Shop” (${welcome.id}) has no link with text “Reset” and href /reset/; its links are:
  action “Confirm address” https://x.test/confirm?token=abc
  unsubscribe “Unsubscribe” https://x.test/leave`,
  )
  expect(await failureOf(() => expect(welcome).not.toHaveLink('confirm'))).toContain(
    'has the link with “confirm”; its links are:',
  )
})

test('an attachment is found by name and type', async () => {
  expect(welcome).toHaveAttachment()
  expect(welcome).toHaveAttachment('invoice.pdf')
  expect(welcome).toHaveAttachment(/\.pdf$/)
  expect(welcome).toHaveAttachment({ filename: 'invoice.pdf', contentType: 'application/pdf' })
  expect(welcome).not.toHaveAttachment({ filename: 'invoice.pdf', contentType: /^image/ })
  expect(bare).not.toHaveAttachment()
  expect(await failureOf(() => expect(welcome).toHaveAttachment('invoice.xlsx'))).toBe(
    `The mail “Welcome to Shop” (${welcome.id}) has no attachment with filename “invoice.xlsx”; its attachments are:
  “invoice.pdf” application/pdf, 1 octets`,
  )
})

test('received is what the server says about it', async () => {
  await expect(client).toHaveReceived({ subject: 'Welcome' })
  await expect(client).toHaveReceived('subject:welcome has:code', { timeout: '1s' })
  await expect(client).toHaveReceived({ count: 2 })
  await expect(client).not.toHaveReceived({ subject: 'Reset', quiet: '1ms' })
  const wanted = { subject: 'Welcom!', has: 'code', timeout: '1ms' } as const
  expect(await failureOf(() => expect(client).toHaveReceived({ ...wanted, since: mark }))).toContain(
    '2 messages arrived in mailbox shop, none matched: `has:code` matched, `subject:Welcom!` did not ("Welcome to Shop")',
  )
  expect(await failureOf(() => expect(client).toHaveReceived(wanted))).toMatch(
    /^No message arrived in mailbox shop in 0 s besides the 2 that were there, none matched: .+\n“Bare” /,
  )
  const one = await failureOf(() => expect(client).not.toHaveReceived({ subject: 'Welcome', quiet: '1ms' }))
  expect(one).toContain('Welcome to Shop')
})

test('received waits for what is on its way', async () => {
  const address = client.address()
  const received = expect(client).toHaveReceived({ to: address })
  await client.send({ from: 'a@x.test', to: [address], subject: 'Late' })
  await received
})

test('what is no mail and no client is told, however it is negated', async () => {
  const [summary] = (await client.list({ limit: 1 })).messages
  const wrong: [unknown, string][] = [
    [undefined, 'this is undefined'],
    [null, 'this is null'],
    ['mail', 'this is a string'],
    [client.get(welcome.id), 'this is a promise: await it'],
    [[welcome], 'this is a list of 1: take one of them'],
    [summary, `an entry of a list: get("${summary?.id}") gives the mail`],
    [client, 'this is a client'],
    [{}, 'this is something else'],
  ]
  for (const [received, told] of wrong) {
    expect(await failureOf(() => expect(received).toHaveCode())).toContain(told)
    expect(await failureOf(() => expect(received).not.toHaveCode())).toContain(told)
    expect(await failureOf(() => expect(received).not.toMatchMailSnapshot())).toContain(told)
    if (received !== client) expect(await failureOf(() => expect(received).not.toHaveReceived())).toContain(told)
  }
  expect(await failureOf(() => expect(app).not.toHaveReceived())).toContain('this is a server: take its client')
})

test('what could pass as anything is an error, however it is negated', async () => {
  const nothing = undefined as unknown as string
  for (const wrong of [expect(welcome), expect(welcome).not]) {
    expect(await failureOf(() => wrong.toHaveCode(nothing))).toBe('toHaveCode was given undefined as the code')
    expect(await failureOf(() => wrong.toHaveCode(''))).toBe('toHaveCode was given an empty text as the code')
    expect(await failureOf(() => wrong.toHaveCode(482913 as unknown as string))).toContain('this is a number')
    expect(await failureOf(() => wrong.toHaveSubject(nothing))).toContain('this is undefined')
    expect(await failureOf(() => wrong.toHaveSubject(''))).toContain('this is empty')
    expect(await failureOf(() => wrong.toHaveLink(nothing))).toContain('was given undefined')
    for (const given of [null, false, 0, ''] as unknown as string[]) {
      expect(await failureOf(() => wrong.toHaveLink(given))).toMatch(/was given/)
      expect(await failureOf(() => wrong.toHaveAttachment(given))).toMatch(/was given/)
    }
    expect(await failureOf(() => wrong.toHaveLink({}))).toContain('no criterion; there are text, href, kind')
    expect(await failureOf(() => wrong.toHaveLink({ text: undefined }))).toContain('as text; this is undefined')
    expect(await failureOf(() => wrong.toHaveLink({ url: 'x' } as object))).toContain('knows no “url”')
    expect(await failureOf(() => wrong.toHaveAttachment({ name: 'x' } as object))).toContain('knows no “name”')
  }
  for (const wrong of [expect(client), expect(client).not]) {
    expect(await failureOf(() => wrong.toHaveReceived(nothing))).toContain('was given undefined as what to wait for')
    expect(await failureOf(() => wrong.toHaveReceived(''))).toContain('was given an empty text')
    expect(await failureOf(() => wrong.toHaveReceived({ to: nothing }))).toContain('“to” has no value')
    expect(await failureOf(() => wrong.toHaveReceived('is:purple'))).toContain('“is:” takes one of')
    expect(await failureOf(() => wrong.toHaveReceived({ count: 0 }))).toContain('.not.toHaveReceived')
  }
  expect(await failureOf(() => expect(client).not.toHaveReceived({ timeout: '1s' }))).toContain('quiet is how long')
})

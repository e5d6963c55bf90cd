/** Mail, tag rules and sessions that a case finds in the server. */
import type { RunningApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'

const MAILS = [
  mail(
    { Subject: 'Your code is 482913', From: 'Shop <hello@shop.test>', To: 'Ann <ann@x.test>', 'X-Tags': 'release' },
    'Welcome, Ann\r\n',
  ),
  mail(
    { Subject: '=?utf-8?Q?=C3=9Cber_=C4=B0stanbul?=', To: 'joann@x.test', 'Content-Type': 'text/html; charset=utf-8' },
    '<p>東京 <a href="https://x.test/confirm">hi</a>',
  ),
  mail({ Subject: '', 'X-Campaign': 'spring%' }, ''),
  multipart([
    { fields: { 'Content-Type': 'text/plain' }, body: 'plain a_b' },
    { fields: { 'Content-Type': 'text/html' }, body: '<p>html <img src="cid:dot">' },
    attachment('image/png', PNG, { filename: 'dot.png', fields: { 'Content-ID': '<dot>' } }),
  ]),
]

interface Stock {
  length: number
  ids: string[]
  cursor: string
  sessionId: string
}

const stocks = new WeakMap<RunningApp, Stock>()

/** What is there stays as it is from call to call, as long as nobody changes it. */
export async function stockUp(app: RunningApp): Promise<Stock> {
  const stock = stocks.get(app)
  const { cursor, total } = await app.client.list({ limit: 1 })
  if (stock && stock.cursor === cursor && stock.length === total) return stock
  await app.client.delete({ all: true })
  const rules = (await send(`${app.url}/api/tag-rules`)).json() as { rules: { id: string }[] }
  for (const { id } of rules.rules) await send(`${app.url}/api/tag-rules/${id}`, { method: 'DELETE' })
  const added = []
  for (const each of MAILS) added.push((await app.client.add(each)).id)
  await using smtp = await openSmtp(app.smtp)
  const sent = await deliver(smtp, MAILS[0] ?? '')
  const session = await app.client.messageSession(sent)
  const ids = [...added, sent]
  const now = await app.client.list({ limit: 1 })
  const fresh = { length: ids.length, ids, cursor: now.cursor, sessionId: session.id }
  stocks.set(app, fresh)
  return fresh
}

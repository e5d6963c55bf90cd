/** The mail that most screens show: what a team's day brings, and what makes interfaces break. */
import { PNG } from '../../harness/mail.ts'
import { deliver, openSmtp } from '../../harness/smtp.ts'
import type { Stage } from './stage.ts'

type Fill = Pick<Stage, 'app' | 'send'>

const CONFIRM = `<!doctype html><html lang="en"><head><title>Confirm</title><style>
  body { margin: 0; background: #f4f4f7; color: #1d1d1f; font: 16px/24px system-ui, sans-serif }
  main { max-width: 480px; margin: 0 auto; padding: 32px; background: #fff }
  h1 { line-height: 1.2 }
  a { display: inline-block; padding: 12px 20px; border-radius: 8px; background: #3d55d8; color: #fff; text-decoration: none }
  @media (prefers-color-scheme: dark) { body { background: #101114; color: #eee } main { background: #1c1d21 } }
  </style></head><body><main><h1>Welcome to Fieldnotes</h1><p>Your code is <b>402913</b>. It is good for ten minutes.</p>
  <p><a href="https://fieldnotes.example.com/confirm?token=a1b2c3">Confirm address</a></p></main></body></html>`

const NEWSLETTER = `<!doctype html><html lang="en"><head><title>News</title></head><body style="font:16px/24px Georgia,serif">
  <img alt="The harbour in the morning" src="https://images.example.com/harbour.png" width="480" height="160">
  <h1>Notes of November</h1><p>Three boats came home.</p><img alt="Logo" src="cid:logo">
  <img alt="" src="http://localhost:3000/pixel.gif" width="1" height="1">
  <p><a href="https://news.example.com/unsubscribe/1">Unsubscribe</a></p></body></html>`

const INVITATION = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20261101T100000Z'],
  ...['DTSTART:20261126T100000Z', 'DTEND:20261126T110000Z', 'SUMMARY:Design review', 'LOCATION:Room 4'],
  ...['RRULE:FREQ=WEEKLY;BYDAY=TH', 'ORGANIZER;CN=Bob Marsh:mailto:bob@studio.test'],
  ...['ATTENDEE;CN=Cem Öz;PARTSTAT=ACCEPTED:mailto:cem@studio.test', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')

const shipped = (name: string) => ({
  from: 'Lantern & Co <orders@lantern.example>',
  subject: 'Your order has shipped',
  text: `Hello ${name},\n\nyour lamp is on its way.\n\n> When will it come?\n\nOn Thursday: https://lantern.example/track/77\n`,
  html: `<p>Hello <b>${name}</b>,</p><p>your lamp is on its way, and so is the bulb.</p>`,
})

/** Oldest first: the list shows them the other way round. */
export async function fillMailbox({ app, send }: Fill): Promise<void> {
  const to = Array.from({ length: 500 }, (_, index) => `reader-${index + 1}@example.test`)
  await send({ subject: 'Five hundred readers', to, text: 'To all of you.' })
  await send(shipped('Ann'), 'shop')
  await send({ from: 'ענת <anat@example.test>', subject: 'שלום, זה מכתב מימין לשמאל', html: '<p dir="rtl">שלום לכולם</p>' })
  await app.client.add('Message-ID: <bare@example.test>\r\n\r\nNo subject, no sender, no date.\r\n')
  const long = `${'A very long subject that no column is wide enough for, '.repeat(8)}and Donaudampfschifffahrtsgesellschaftskapitän`
  await send({ subject: long, from: `${'Long Name '.repeat(9)}<long@example.test>`, text: 'x'.repeat(900) })
  await send({ subject: '🎉 Launch day 🚀 こんにちは', text: 'It is live.', headers: { 'X-Tags': 'release, smoke test, v2.4' } })
  await brokenMail({ app })
  await send({ subject: 'Design review', text: 'Please come.', icalEvent: { method: 'REQUEST', content: INVITATION } })
  await send({
    ...{ from: 'Harbour News <news@news.example.com>', subject: 'Notes of November', html: NEWSLETTER },
    headers: { 'List-Unsubscribe': '<https://news.example.com/u/1>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  })
  await send(
    {
      ...{ subject: 'Invoice 2026-118', text: 'Attached.', html: '<p>The invoice is <i>attached</i>.</p>' },
      attachments: [
        { filename: 'invoice-2026-118.pdf', content: '%PDF-1.4' },
        { filename: 'photo-of-the-delivery.png', content: PNG },
        { filename: 'setup.exe', content: 'MZ' },
      ],
    },
    'billing',
  )
  await send(shipped('Bob'), 'shop')
  await send({ from: 'Fieldnotes <hello@fieldnotes.example.com>', subject: 'Confirm your address', html: CONFIRM }, 'fieldnotes')
  await app.client.patch({ select: { q: 'subject:shipped OR subject:review OR from:anat' }, set: { seen: true } })
  await app.client.patch({ select: { q: 'subject:launch' }, set: { pinned: true } })
  await beRefused({ app })
}

/** Everything that Checks has a severity for, and a protocol fault in its session. */
async function brokenMail({ app }: Pick<Fill, 'app'>): Promise<void> {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('FROB')
  const fields = ['From: Build <ci@example.test>', 'Subject: Build 512 is broken', 'Date: yesterday', 'MIME-Version: 1.0']
  const html = `<p>Build <b>512</b> <img alt="Log" src="cid:gone"></p><!-- ${'x'.repeat(1100)} -->`
  await deliver(smtp, `${[...fields, 'Content-Type: text/html; charset=utf-8'].join('\r\n')}\r\n\r\n${html}\r\n`)
  await smtp.say('QUIT')
}

/** A session that brought nothing, and why. */
async function beRefused({ app }: Pick<Fill, 'app'>): Promise<void> {
  await using smtp = await openSmtp(app.smtp)
  for (const line of ['EHLO worker.test', 'MAIL FROM:<a@a.test>', 'RCPT TO:<no address', 'QUIT']) await smtp.say(line)
}

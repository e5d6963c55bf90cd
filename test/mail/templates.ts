/** Mails as applications send them, each a function of what differs from one sending to the next. */
import { randomBytes, randomUUID } from 'node:crypto'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'

/** What a sender makes up anew for each mail. */
export interface Made {
  date: Date
  code: string
  token: string
  hex: string
  uuid: string
  number: string
  boundary: string
}

export type Template = (made: Made) => string

export function makeUp(random: () => number = Math.random): Made {
  return {
    date: new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 900) * 86_400_000 + Math.floor(random() * 86_400) * 1000),
    code: String(Math.floor(100_000 + random() * 900_000)),
    token: randomBytes(32).toString('base64url'),
    hex: randomBytes(16).toString('hex'),
    uuid: randomUUID(),
    number: String(Math.floor(10_000 + random() * 89_000)),
    boundary: `----=_Part_${randomBytes(12).toString('hex')}`,
  }
}

const encode = (text: string) => Buffer.from(text).toString('base64')
const fieldsOf = ({ date, uuid, hex }: Made, from: string, subject: string) => ({
  Received: `from app (10.0.0.7) by mx with ESMTP id ${hex}; ${rfcDate(date)}`,
  'DKIM-Signature': `v=1; a=rsa-sha256; d=shop.test; s=k1; t=${date.getTime()}; bh=${hex}; b=${hex}${hex}`,
  From: from,
  To: `Ann Field <ann+${hex.slice(0, 6)}7@x.test>`,
  Subject: /^[ -~]*$/.test(subject) ? subject : `=?utf-8?B?${encode(subject)}?=`,
  Date: rfcDate(date),
  'Message-ID': `<${uuid}@shop.test>`,
  'X-SES-Message-ID': `0100018f${hex}-${uuid}-000000`,
})

function rfcDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000')
}

function alternative(made: Made, from: string, subject: string, text: string, html: string): string {
  const part = (type: string, body: string) => attachment(`${type}; charset=utf-8`, body)
  const whole = multipart([part('text/plain', text), part('text/html', html)], {
    type: 'alternative',
    fields: fieldsOf(made, from, subject),
  })
  return whole.replaceAll('boundary=edge', `boundary="${made.boundary}"`).replaceAll('--edge', `--${made.boundary}`)
}

const signUp: Template = (made) =>
  alternative(
    made,
    'Harbour <hello@harbour.test>',
    `${made.code} is your Harbour code`,
    `Hello Ann,\n\nYour verification code is ${made.code}. It expires in 10 minutes, at ${made.date.toISOString().slice(11, 16)} UTC.\n\n© 2026 Harbour`,
    `<!DOCTYPE html><html><head><style>.code{font-size:32px}</style></head><body><p>Hello Ann,</p><p>Your verification code is</p>
<p class="code"><b>${made.code.slice(0, 3)} ${made.code.slice(3)}</b></p><p>It expires in 10 minutes.</p><p>© 2026 Harbour</p>
<img src="https://t.harbour.test/open/${made.hex}.gif" width="1" height="1"></body></html>`,
  )

const reset: Template = ({ token, date, ...made }) => {
  const link = `https://harbour.test/password/reset?token=${token}&expires=${date.getTime()}&lang=en`
  return alternative(
    { token, date, ...made },
    '"Harbour Support" <support@harbour.test>',
    'Reset your password',
    `Someone asked for a new password on ${date.toLocaleString('en-US', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })}.\n\n${link}\n\nRequest ${made.uuid}`,
    `<table width=100% cellpadding="0"><tr><td style="padding:0;COLOR: #333333"><a class="button" href="${link.replaceAll('&', '&amp;')}">Choose a new password</a></td></tr></table><p>Request ${made.uuid}</p>`,
  )
}

const receipt: Template = ({ number, date, ...made }) => {
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  const html = `<p>Thank you, Ann. Order number: <b>${number}</b> of ${day}</p><table><tr><td>Deck chair</td><td>2 × €49.90</td></tr><tr><td>Total</td><td>€99.80</td></tr></table>
<a href="https://shop.test/orders/${number}?ref=mail">See your order</a><img src="cid:${made.hex}@shop.test" alt="Shop">`
  const pieces = multipart(
    [
      attachment('text/html; charset=utf-8', html),
      attachment('image/png', PNG, { filename: 'logo.png', fields: { 'Content-ID': `<${made.hex}@shop.test>` } }),
      attachment('application/pdf', `%PDF ${number} ${'x'.repeat(Number(number) % 50)}`, { filename: `invoice-${number}.pdf` }),
    ],
    { type: 'related', fields: fieldsOf({ number, date, ...made }, 'Shop <shop@shop.test>', `Receipt for order #${number}`) },
  )
  return pieces
    .replaceAll('boundary=edge', `boundary=${made.boundary.slice(7)}`)
    .replaceAll('--edge', `--${made.boundary.slice(7)}`)
}

const newsletter: Template = ({ hex, token, ...made }) => {
  const tracked = (path: string) =>
    `https://click.news.test/ls/click?upn=u001.${token}&amp;url=${encodeURIComponent(`https://shop.test/${path}?utm_source=news&utm_campaign=spring-sale&id=${hex}`)}`
  return alternative(
    { hex, token, ...made },
    `News <news@news.test>`,
    'Spring sale: 20 % off everything',
    `Read it online: https://news.test/view/${token}\n\nDeck chair €49.90, was €69.90\nhttps://shop.test/p/deck-chair-2?utm_campaign=spring-sale&mc_eid=${hex.slice(0, 10)}\n\nUnsubscribe: https://news.test/unsubscribe/${made.uuid}`,
    `<!--[if mso]><table width="600"><![endif]--><!-- built ${hex} --><h1>Spring sale</h1><a href="${tracked('chairs')}">Chairs</a>
<a href="${tracked('boats')}">Boats</a><a href="tel:+4940123456">Call</a><!--[if mso]></table><![endif]-->
<img src="https://t.news.test/o.gif?u=${hex}" width=1 height=1><a href="https://news.test/unsubscribe/${made.uuid}">Unsubscribe</a>`,
  )
}

const turkish: Template = ({ code, date, ...made }) =>
  alternative(
    { code, date, ...made },
    'Liman <merhaba@liman.test>',
    'Doğrulama kodunuz',
    `Merhaba Ayşe,\n\nDoğrulama kodunuz: ${code}\n\nTarih: ${date.toLocaleDateString('tr-TR', { dateStyle: 'full', timeZone: 'UTC' })}\nTutar: 1.249,90 TL\n`,
    `<p>Merhaba Ayşe,</p><p>Doğrulama kodunuz: <strong>${code}</strong></p><p>Tutar: 1.249,90 TL</p>`,
  )

const japanese: Template = ({ date, number, token, ...made }) =>
  alternative(
    { date, number, token, ...made },
    '=?utf-8?B?5riv?= <info@minato.test>',
    'ご注文ありがとうございます',
    `田中様\n\nご注文番号：A-${number}\nご注文日：${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日 ${date.getUTCHours()}時${date.getUTCMinutes()}分\n合計：12,800円\n\nhttps://minato.test/o/${token}\n`,
    `<p>田中様</p><p>ご注文番号：A-${number}</p><p>合計：12,800円</p><a href="https://minato.test/o/${token}">ご注文内容</a>`,
  )

/** Plain, of one part. */
const plain: Template = ({ date, uuid, ...made }) =>
  mail(
    { ...fieldsOf({ date, uuid, ...made }, 'cron@x.test', `Backup of ${date.toISOString().slice(0, 10)}`) },
    `Job ${uuid} ran at ${date.toISOString()} on port http://127.0.0.1:${40_000 + (Number(made.number) % 9000)}/status\r\n3 of 3 done\r\n`,
  )

export const TEMPLATES: Record<string, Template> = {
  'a sign-up with a code': signUp,
  'a password reset': reset,
  'a receipt': receipt,
  'a newsletter': newsletter,
  'a Turkish sign-up': turkish,
  'a Japanese order': japanese,
  'a plain report': plain,
}

/** Mails to send, the same for the same seed. The mixed corpus of the budgets: ten mails, 42 kB on average. */
import { createRandom } from '../harness/random.ts'

const SYLLABLES =
  'ka lo mi tren sol ver an de por sta ri un gel bo ca thi ness or al pre con ta ble fi nd out ship ment ver ify'.split(' ')
const TURKISH = 'sipariş teşekkür müşteri ödeme İstanbul güncelleme şifre doğrulama kargo ücretsiz çözüm ılık yağmur öğle'.split(
  ' ',
)

const JAPANESE = '注文 確認 東京 京都 発送 領収書 ありがとうございます お客様 本日 商品 届け 番号 登録 完了 大阪'.split(' ')

/** @returns `count` mails as octets to send after DATA: dot-stuffed, with the final dot */
export function mixedCorpus(count: number, seed = 1): Buffer[] {
  return compose(count, seed, 'mixed')
}

/** The same with plain mails of 1.5 kB only, for when their number is what counts. */
export function smallCorpus(count: number, seed = 1): Buffer[] {
  return compose(count, seed, 'small')
}

/** Mails of 1 to 15 kB in three scripts, without attachments, each with a word that no other has: `uniq0042x`. */
export function variedCorpus(count: number, seed = 1): Buffer[] {
  return compose(count, seed, 'varied')
}

function compose(count: number, seed: number, mix: 'mixed' | 'small' | 'varied'): Buffer[] {
  const random = createRandom(seed)
  const kinds = {
    mixed: [plain, plain, code, code, code, newsletter, receipt, turkish, turkish, report],
    small: [plain],
    varied: [plain, note, code, letter, turkish, japanese],
  }[mix]
  return Array.from({ length: count }, (_, i) =>
    Buffer.from(`${(kinds[i % kinds.length] ?? plain)(i).replace(/\r\n\./g, '\r\n..')}\r\n.\r\n`),
  )

  function word(): string {
    return Array.from({ length: 1 + Math.floor(random() * 3) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('')
  }
  function prose(octets: number, next = word): string {
    let text = ''
    let line = ''
    while (text.length + line.length < octets) {
      line += `${next()} `
      if (line.length > 68) {
        text += `${line.trimEnd()}\r\n`
        line = ''
      }
    }
    return text + line
  }
  function html(octets: number, next = word): string {
    let body = ''
    while (body.length < octets)
      body += `<tr><td style="padding:12px 24px;font-family:Arial,sans-serif;font-size:16px;color:#333333">\r\n${prose(300, next)}\r\n<a href="https://shop.test/${word()}?id=${Math.floor(random() * 1e9)}">${next()}</a></td></tr>\r\n`
    return `<!doctype html><html><head><title>${next()}</title></head><body><table role="presentation" width="100%">\r\n${body}</table></body></html>`
  }
  function base64(octets: number): string {
    const data = Buffer.alloc(octets)
    for (let i = 0; i < octets; i++) data[i] = Math.floor(random() * 256)
    return data.toString('base64').replace(/.{76}/g, '$&\r\n')
  }
  function header(i: number, subject: string): string {
    return [
      `From: Shop <shop@example.test>`,
      `To: user${i}@customer.test`,
      `Subject: ${subject}`,
      `Date: Mon, 23 Nov 2026 10:00:00 +0000`,
      `Message-ID: <${i}.${Math.floor(random() * 1e9)}@example.test>`,
      'MIME-Version: 1.0',
      '',
    ].join('\r\n')
  }
  function plain(i: number): string {
    return `${header(i, `${word()} ${word()}`)}Content-Type: text/plain; charset=utf-8\r\n\r\n${prose(1200)}`
  }
  function code(i: number): string {
    return `${header(i, `Your code is ${100_000 + i}`)}Content-Type: text/html; charset=utf-8\r\n\r\n${html(2500)}`
  }
  function newsletter(i: number): string {
    return `${header(i, `News: ${word()}`)}Content-Type: text/html; charset=utf-8\r\n\r\n${html(39_000)}`
  }
  function turkish(i: number): string {
    const next = () => TURKISH[Math.floor(random() * TURKISH.length)] ?? ''
    return `${header(i, `=?utf-8?B?${Buffer.from(`${next()} ${next()}`).toString('base64')}?=`)}Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${html(7000, next)}`
  }
  function note(i: number): string {
    return `${header(i, `Re: ${word()}`)}Content-Type: text/plain; charset=utf-8\r\n\r\n${unique(i)} ${prose(400)}`
  }
  function letter(i: number): string {
    return `${header(i, `News: ${word()}`)}Content-Type: text/html; charset=utf-8\r\n\r\n${html(12_000)}<p>${unique(i)}</p>`
  }
  function japanese(i: number): string {
    const next = () => JAPANESE[Math.floor(random() * JAPANESE.length)] ?? ''
    return `${header(i, `=?utf-8?B?${Buffer.from(next() + next()).toString('base64')}?=`)}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${prose(1000, next)}\r\n${unique(i)}`
  }
  function unique(i: number): string {
    return `uniq${String(i).padStart(6, '0')}x`
  }
  function receipt(i: number): string {
    return `${header(i, `Receipt ${i}`)}Content-Type: multipart/related; boundary=b${i}\r\n\r\n--b${i}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html(15_000)}\r\n--b${i}\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(20_000)}\r\n--b${i}--\r\n`
  }
  function report(i: number): string {
    return `${header(i, `Report ${word()}`)}Content-Type: multipart/mixed; boundary=r${i}\r\n\r\n--r${i}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${prose(1500)}\r\n--r${i}\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=report.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(200_000)}\r\n--r${i}--\r\n`
  }
}

import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { readMail } from './read.ts'

/** What mailparser makes of the whole mail: no limits of ours. */
async function oracle(mailData: Buffer) {
  const parsed = await simpleParser(mailData, {
    skipImageLinks: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  })
  const list = (field: typeof parsed.to) =>
    [field ?? []]
      .flat()
      .flatMap(({ value }) => value.flatMap((entry) => entry.group ?? [entry]))
      .map(({ name, address }) => [name, address ?? ''])
      .filter(([name, address]) => name || address)
  return {
    subject: parsed.subject ?? '',
    text: foldBreaks(parsed.text ?? ''),
    html: foldBreaks(withoutFields(parsed.html || '')),
    from: list(parsed.from),
    to: list(parsed.to),
    cc: list(parsed.cc),
    replyTo: list(parsed.replyTo),
  }
}

/**
 * mailparser leaves an empty place for a part that has no form of the other kind, and in some nestings takes the line break
 * before a delimiter for the body of an empty part.
 */
const foldBreaks = (text: string) => text.replace(/(?:(?:<br\/>)?\n)+/g, '\n').trim()

/** The header fields of an embedded message, which mailparser writes as a table that it does not close, and we as preformatted text. */
const withoutFields = (html: string) => html.replace(/<table class="mp_head">.*?<table>|<pre>.*?<\/pre>/gs, '')

const word = fc.constantFrom('hello', 'Ünïcode', '東京', 'ısparta', '<b>', '&amp;', '=?utf-8?q?=C3=A9?=', '--x', '.', '12 €', '')
const words = fc.array(word, { maxLength: 6 }).map((list) => list.join(' '))
const lines = fc.array(words, { maxLength: 5 }).map((list) => list.join('\r\n'))
const address = fc.constantFrom(
  'ann@x.test',
  'Ann <ann@x.test>',
  '"A, B" <ab@x.test>',
  '=?utf-8?b?5p2x5Lqs?= <t@x.test>',
  'Friends: a@x.test, B <b@x.test>;',
  'no address',
  '<>',
  'Jörg <j@x.test>',
)
const addresses = fc.array(address, { maxLength: 4 }).map((list) => list.join(', '))

const encode: Record<string, (text: string) => string> = {
  '7bit': (text) => text,
  '8bit': (text) => text,
  base64: (text) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
  'quoted-printable': (text) =>
    Array.from(Buffer.from(text), (octet) =>
      octet === 13 || octet === 10
        ? String.fromCharCode(octet)
        : octet > 126 || octet === 61
          ? `=${octet.toString(16).toUpperCase()}`
          : String.fromCharCode(octet),
    ).join(''),
}

const leaf = fc
  .record({
    type: fc.constantFrom(
      'text/plain',
      'text/html',
      'image/png',
      'application/pdf',
      'text/calendar',
      'text/csv',
      'message/rfc822',
      'message/delivery-status',
      '',
    ),
    charset: fc.constantFrom('', '; charset=utf-8'),
    name: fc.constantFrom('', '', '; name=a.txt'),
    disposition: fc.constantFrom(
      '',
      '',
      'inline',
      'attachment',
      'attachment; filename=b.txt',
      'inline; filename=c.png',
      'x-other',
    ),
    encoding: fc.constantFrom(...Object.keys(encode)),
    contentId: fc.constantFrom('', '<logo@x.test>'),
    body: lines,
  })
  .map(({ type, charset, name, disposition, encoding, contentId, body }) =>
    [
      type && `Content-Type: ${type}${charset}${name}\r\n`,
      disposition && `Content-Disposition: ${disposition}\r\n`,
      `Content-Transfer-Encoding: ${encoding}\r\n`,
      contentId && `Content-ID: ${contentId}\r\n`,
      `\r\n${encode[encoding]?.(body) ?? ''}`,
    ].join(''),
  )
const part = fc.letrec<{ part: string; multi: string }>((tie) => ({
  part: fc.oneof({ depthSize: 'small' }, leaf, tie('multi')),
  multi: fc
    .record({
      type: fc.constantFrom('mixed', 'alternative', 'related'),
      parts: fc.array(tie('part'), { minLength: 1, maxLength: 4 }),
    })
    .map(({ type, parts }) => {
      // Longer than those within, so that it is the boundary of none of them.
      const boundary = `b${parts.join('').length}`
      return `Content-Type: multipart/${type}; boundary=${boundary}\r\n\r\n${parts.map((text) => `--${boundary}\r\n${text}\r\n`).join('')}--${boundary}--`
    }),
})).part

const mail = fc
  .record({ subject: words, from: address, to: addresses, cc: addresses, replyTo: addresses, part })
  .map(
    (m) =>
      `From: ${m.from}\r\nTo: ${m.to}\r\nCc: ${m.cc}\r\nReply-To: ${m.replyTo}\r\nSubject: ${m.subject}\r\nMIME-Version: 1.0\r\n${m.part}\r\n`,
  )

test('what we make of a mail agrees with what mailparser makes of it (property)', async () => {
  await fc.assert(
    fc.asyncProperty(mail, async (text) => {
      const mailData = Buffer.from(text)
      const message = await readMail(mailData)
      const list = (field: typeof message.to) => field.map(({ displayName, addrSpec }) => [displayName, addrSpec])
      expect({
        subject: message.subject,
        text: foldBreaks(message.text),
        html: foldBreaks(withoutFields(message.html)),
        from: list(message.from),
        to: list(message.to),
        cc: list(message.cc),
        replyTo: list(message.replyTo),
      }).toEqual(await oracle(mailData))
    }),
    { numRuns: 300 },
  )
})

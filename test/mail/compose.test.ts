import { describe, expect, test } from 'vitest'
import { composeMail, sampleRequest } from '../../server/mail/compose.ts'
import { readMail } from './read.ts'

const REQUEST = { from: 'Shop <shop@a.test>', to: ['ann@b.test'] }

/** Composes, and reads what was made. */
async function compose(request: Parameters<typeof composeMail>[0]) {
  const { envelope, mailData } = await composeMail(request)
  return { envelope, source: mailData.toString(), message: await readMail(mailData, envelope) }
}

test('every field of the request is in the mail, and the envelope names all recipients', async () => {
  const { envelope, message } = await compose({
    from: { displayName: 'Mağaza', addrSpec: 'shop@a.test' },
    to: ['Ann <ann@b.test>', { addrSpec: 'bob@b.test' }],
    cc: ['zoe@b.test'],
    replyTo: ['help@a.test'],
    subject: 'ご注文',
    text: 'Hello',
    html: '<p>Hello',
    headers: [{ name: 'X-Order', value: 'ığ-1' }],
    attachments: [
      { filename: 'fatura ığ.pdf', contentType: 'application/pdf', content: Buffer.from('PDF').toString('base64') },
      { filename: 'logo.png', contentId: 'logo@a.test', disposition: 'inline', content: '' },
    ],
  })
  expect(envelope).toEqual({ reversePath: 'shop@a.test', forwardPaths: ['ann@b.test', 'bob@b.test', 'zoe@b.test'] })
  expect(message).toMatchObject({
    from: [{ displayName: 'Mağaza', addrSpec: 'shop@a.test' }],
    to: [{ displayName: 'Ann', addrSpec: 'ann@b.test' }, { addrSpec: 'bob@b.test' }],
    cc: [{ addrSpec: 'zoe@b.test' }],
    replyTo: [{ addrSpec: 'help@a.test' }],
    subject: 'ご注文',
    text: 'Hello',
    html: '<p>Hello',
    headers: expect.arrayContaining([expect.objectContaining({ name: 'X-Order', value: 'ığ-1' })]),
  })
  const leaves = message.parts.filter(({ filename }) => filename !== '')
  expect(
    leaves.map(({ filename, contentType, contentId, disposition, sizeOctets }) => [
      filename,
      contentType,
      contentId,
      disposition,
      sizeOctets,
    ]),
  ).toEqual([
    ['logo.png', 'image/png', 'logo@a.test', 'inline', 0],
    ['fatura ığ.pdf', 'application/pdf', '', 'attachment', 3],
  ])
})

test('a blind recipient is in the envelope only (RFC 5322 §3.6.3)', async () => {
  const { envelope, source, message } = await compose({ ...REQUEST, bcc: ['hidden@b.test'], text: 'x' })
  expect(envelope.forwardPaths).toContain('hidden@b.test')
  expect(source).not.toContain('hidden')
  expect(message.bcc).toEqual([{ displayName: '', addrSpec: 'hidden@b.test' }])
})

test('a mail to nobody is refused', async () => {
  await expect(composeMail({ from: 'a@a.test' })).rejects.toMatchObject({ name: 'AppError', code: 'invalid' })
})

describe('no value of a request adds a header field', () => {
  const evil = 'x\r\nX-Evil: yes\r\n\r\nbody'
  test.for([
    { subject: evil },
    { headers: [{ name: 'X-Fine', value: evil }] },
    { from: { displayName: evil, addrSpec: 'a@a.test' } },
    { to: [{ displayName: evil, addrSpec: 'a@a.test' }] },
    { replyTo: [{ displayName: evil, addrSpec: 'a@a.test' }] },
    { attachments: [{ filename: evil, contentType: evil, contentId: evil, content: '' }] },
  ])('%j', async (part) => {
    const { message, source } = await compose({ ...REQUEST, text: 'x', ...part })
    expect(message.headers.map(({ name }) => name)).not.toContain('X-Evil')
    expect(source).not.toMatch(/^X-Evil/m)
  })
})

test('no file and no address is read, whatever the request says', async () => {
  const { source } = await compose({
    ...REQUEST,
    html: '<img src="file:///etc/hostname">',
    attachments: [{ filename: 'file:///etc/hostname', content: Buffer.from('given').toString('base64') }],
  })
  expect(source).toContain(Buffer.from('given').toString('base64'))
})

test('the sample shows what there is to show: HTML beside text, an inline image, an attachment, a blind recipient, a code', async () => {
  const { message } = await compose(sampleRequest(new Date(0)))
  expect(message).toMatchObject({
    subject: '100000 is your Harbour Books code',
    attachmentCount: 1,
    bcc: [{ addrSpec: 'archive@harbour-books.example' }],
  })
  expect(message.text).toContain('100000')
  expect(message.html).toContain('cid:logo@harbour-books.example')
  expect(message.parts.map(({ filename }) => filename).filter(Boolean)).toEqual(['logo.png', 'terms.txt'])
})

test('what is composed here earns no finding, whatever ends the lines of the request', async () => {
  const text = 'one\ntwo\r\nthree\n'
  const { message } = await compose({ ...REQUEST, subject: 'Lines', text, html: '<p>one\ntwo\n' })
  expect(message.findings).toEqual([])
  expect(message.text).toBe('one\ntwo\nthree\n')
  const sample = await compose(sampleRequest(new Date()))
  expect(sample.message.findings.map(({ rule }) => rule)).toEqual(['blind-recipient'])
})

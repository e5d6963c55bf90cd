import { expect, test } from 'vitest'
import { gatherContent } from '../../server/mail/content.ts'
import { parseMessage } from '../../server/mail/parse-message.ts'

test('of a large mail with thousands of texts each piece is read once, and each text comes without its neighbours', async () => {
  const parts = Array.from({ length: 3000 }, (_, i) => `--b\r\n\r\n${String(i).padEnd(1000, '.')}\r\n`).join('')
  const mailData = Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`)
  const parsed = parseMessage(mailData, { reversePath: '', forwardPaths: [] })
  let read = 0
  const encoded = await gatherContent({ sizeOctets: mailData.length, parts: parsed.parts }, async (start, end) => {
    read += end - start
    return mailData.subarray(start, end)
  })
  expect(encoded.parts).toHaveLength(3000)
  expect(read).toBeLessThan(mailData.length * 1.1)
  for (const [i, { body }] of encoded.parts.entries()) {
    expect(Buffer.from(body).toString()).toBe(String(i).padEnd(1000, '.'))
    expect(body.buffer.byteLength).toBe(1000)
  }
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeTransfer } from '../../server/mail/body-text.ts'
import { isAttachment, ownParts } from '../../server/mail/readable-parts.ts'
import { generatedMail } from './generate-mail.ts'
import { readMail } from './read.ts'

test('a well-formed mail is read as it was meant (property)', async () => {
  await fc.assert(
    fc.asyncProperty(generatedMail, async ({ mailData, attachments, parts: _, ...written }) => {
      const { subject, from, to, text, html, parts } = await readMail(mailData)
      const list = (addresses: typeof to) => addresses.map(({ displayName, addrSpec }) => [displayName, addrSpec])
      expect({ subject, from: list(from), to: list(to), text, html }).toEqual(written)
      expect(
        ownParts(parts)
          .filter(isAttachment)
          .map(({ filename, bodyOffset, bodyOctets, encoding, sizeOctets }) => {
            const octets = decodeTransfer(mailData.subarray(bodyOffset, bodyOffset + bodyOctets), encoding)
            expect(octets.length).toBe(sizeOctets)
            return { filename, octets: octets.toString('latin1') }
          }),
      ).toEqual(attachments.map(({ filename, octets }) => ({ filename, octets: octets.toString('latin1') })))
    }),
    { numRuns: 1000 },
  )
})

test('every part is cut from the mail as it was put there, octet for octet (RFC 2046 §5.1.1, property)', async () => {
  await fc.assert(
    fc.asyncProperty(generatedMail, async ({ mailData, parts: written }) => {
      const { parts } = await readMail(mailData)
      const cut = (start: number, end: number) => mailData.toString('latin1', start, end)
      expect(
        parts.map(({ headerOffset, bodyOffset, bodyOctets }) => ({
          headerSection: cut(headerOffset, bodyOffset),
          body: cut(bodyOffset, bodyOffset + bodyOctets),
        })),
      ).toEqual(
        written.map(({ headerSection, body }) => ({
          headerSection: headerSection.toString('latin1'),
          body: body.toString('latin1'),
        })),
      )
    }),
    { numRuns: 500 },
  )
})

/**
 * Proof, in the address of a part, that this server put it into a mail's document: the frame that asks for it has an
 * opaque origin and no cookie (DESIGN §8).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { newSecret, now } from '../clock.ts'

/** A document stays open in a tab for long; its images may be asked for again. */
const LIFETIME_MS = 24 * 60 * 60 * 1000

export interface ViewProof {
  /** Value of the `view` parameter. */
  sign: (messageId: string, path: string) => string
  verify: (messageId: string, path: string, view: string) => boolean
}

export function createViewProof(): ViewProof {
  const secret = newSecret()
  const digest = (messageId: string, path: string, expiry: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([messageId, path, expiry]))
      .digest('base64url')

  return {
    sign(messageId, path) {
      const expiry = (now() + LIFETIME_MS).toString(36)
      return `${expiry}.${digest(messageId, path, expiry)}`
    },
    verify(messageId, path, view) {
      const [, expiry = '', given = ''] = /^([0-9a-z]+)\.([\w-]+)$/.exec(view) ?? []
      const expected = Buffer.from(digest(messageId, path, expiry))
      const actual = Buffer.from(given)
      return actual.length === expected.length && timingSafeEqual(actual, expected) && Number.parseInt(expiry, 36) > now()
    },
  }
}

/** A mail as a person reads it: what parsing says of it, and its content. */

import type { Arrival } from '../../server/mail/check-mail/mail-to-check.ts'
import { gatherContent } from '../../server/mail/content.ts'
import { parseMessage } from '../../server/mail/parse-message.ts'
import { readContent } from '../../server/mail/read-content.ts'
import type { Envelope } from '../../shared/model/envelope.ts'

export async function readMail(mailData: Buffer, envelope: Envelope = { reversePath: '', forwardPaths: [] }, arrival?: Arrival) {
  const parsed = parseMessage(mailData, envelope, arrival)
  const encoded = await gatherContent({ sizeOctets: mailData.length, parts: parsed.parts }, async (start, end) =>
    mailData.subarray(start, end),
  )
  return { ...parsed, ...readContent(encoded) }
}

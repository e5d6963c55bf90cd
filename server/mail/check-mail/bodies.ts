/** Transfer encodings: whether bodies are what their headers say (RFC 2045 §6). */
import { isAscii } from 'node:buffer'
import { isMultipart, type ScannedPart } from '../part-tree.ts'
import type { MailToCheck } from './mail-to-check.ts'
import { nameOf, quote, type Report } from './report.ts'

const SEVEN_BIT = new Set(['7bit', 'quoted-printable'])
const UNENCODED = new Set(['7bit', '8bit', 'binary'])
const ENCODED = new Set(['base64', 'quoted-printable'])
/** Where no more than this was looked through for the octet to blame, the place is that of the body. */
const SEARCHED_OCTETS = 1024 * 1024

export function checkBodies(mail: MailToCheck, report: Report): void {
  for (const scanned of mail.ownParts) checkBody(mail, scanned, report)
}

function checkBody({ mailData, isAscii: isAllAscii }: MailToCheck, { part, measure }: ScannedPart, report: Report): void {
  const { encoding, path, bodyOffset, bodyOctets } = part
  const place = { part: path, offset: bodyOffset }
  if (!UNENCODED.has(encoding) && !ENCODED.has(encoding)) {
    report('unknown-encoding', `${nameOf(part)} declares ${quote(encoding)}`, { part: path, offset: part.headerOffset })
    return
  }
  if (isMultipart(part)) {
    if (ENCODED.has(encoding)) report('encoded-multipart', `${nameOf(part)} declares ${encoding}`, place)
    return
  }
  const body = () => mailData.subarray(bodyOffset, bodyOffset + bodyOctets)
  if (!isAllAscii && SEVEN_BIT.has(encoding) && !isAscii(body()))
    report('undeclared-8bit-body', `${nameOf(part)}, ${encoding}, holds some`, place)

  const { strays, goesOnAfterPadding, isIncomplete } = measure
  if (strays > 0) {
    const pattern = encoding === 'base64' ? /[^A-Za-z0-9+/=\s]/ : /=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|$))/
    const at = body().subarray(0, SEARCHED_OCTETS).toString('latin1').search(pattern)
    const rule = encoding === 'base64' ? 'bad-base64' : 'bad-quoted-printable'
    const what = encoding === 'base64' ? 'octets outside of its alphabet' : '“=” that encode nothing'
    report(rule, `${nameOf(part)} has ${what}: ${strays.toLocaleString('en')}`, {
      part: path,
      offset: bodyOffset + Math.max(0, at),
    })
  } else if (goesOnAfterPadding) report('bad-base64', `${nameOf(part)} goes on after its padding`, place)
  else if (isIncomplete) report('bad-base64', `${nameOf(part)} ends in the middle of a group`, place)
}

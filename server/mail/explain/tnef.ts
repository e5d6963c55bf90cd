/** Outlook's own format, usually `winmail.dat` (MS-OXTNEF): noted, with the names of the files in it. */
import type { TnefExplanation } from '../../../shared/model/explanation.ts'
import { decodeText } from '../charset.ts'
import type { Warn } from './warnings.ts'

const SIGNATURE = 0x223e9f78
/** Signature and key. */
const START_OCTETS = 6
/** Level, id and length, before the data; a checksum behind. */
const ATTRIBUTE_OCTETS = 9
const CHECKSUM_OCTETS = 2
const ATTACH_TITLE = 0x0001_8010
const OEM_CODEPAGE = 0x0006_9007
const MAX_ATTRIBUTES = 10_000
const MEANING =
  'Outlook packed formatting and attachments in a format of its own (TNEF), which Microsoft Exchange and Outlook alone read: ' +
  'others see a file winmail.dat, and not what is in it. The sender should send HTML or plain text instead of rich text.'

/** @param isCut more octets follow than are here */
export function readTnef(octets: Buffer, isCut: boolean, warn: Warn): Omit<TnefExplanation, 'kind' | 'warnings'> {
  const filenames: string[] = []
  if (octets.length < START_OCTETS || octets.readUInt32LE(0) !== SIGNATURE) {
    warn('tnef-no-signature', 'It does not begin as TNEF does')
    return { meaning: MEANING, filenames }
  }
  let charset = ''
  let at = START_OCTETS
  for (let left = MAX_ATTRIBUTES; left > 0 && at + ATTRIBUTE_OCTETS <= octets.length; left--) {
    const id = octets.readUInt32LE(at + 1)
    const start = at + ATTRIBUTE_OCTETS
    const data = octets.subarray(start, start + octets.readUInt32LE(at + 5))
    if (id === OEM_CODEPAGE && data.length >= 4) charset = `cp${data.readUInt32LE(0)}`
    if (id === ATTACH_TITLE) filenames.push(readName(data, charset))
    at = start + octets.readUInt32LE(at + 5) + CHECKSUM_OCTETS
  }
  if (at !== octets.length && !isCut) warn('tnef-broken', 'Its attributes do not fill the file')
  return { meaning: MEANING, filenames }
}

/** Ends in NUL. */
function readName(data: Buffer, charset: string): string {
  const end = data.indexOf(0)
  return decodeText(end < 0 ? data : data.subarray(0, end), { declared: charset }).text
}

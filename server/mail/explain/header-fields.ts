/** The header section of a mail that came back: `text/rfc822-headers` (RFC 6522 §4), `message/global-headers` (RFC 6533). */
import type { HeaderFieldsExplanation } from '../../../shared/model/explanation.ts'
import { quote } from '../check-mail/report.ts'
import { decodeFields, toHeaderFields } from '../decode-field.ts'
import { findBodyOffset } from '../header-section.ts'
import type { Warn } from './warnings.ts'

export function readHeaderFields(octets: Buffer, warn: Warn): Omit<HeaderFieldsExplanation, 'kind' | 'warnings'> {
  // Some servers send the start of the body along.
  const section = octets.subarray(0, findBodyOffset(octets, 0, octets.length))
  const fields = toHeaderFields(decodeFields(section))
  for (const { name, raw } of fields) if (name === '') warn('headers-line-unreadable', `${quote(raw)} is no field`)
  if (fields.length === 0) warn('headers-empty', 'There is no field')
  return { fields }
}

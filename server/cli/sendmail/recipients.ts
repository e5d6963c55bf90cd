/** Who a mail goes to, from its header section (RFC 5322 §3.6.3, §3.6.6) and from words of the command. */
import addressparser from 'nodemailer/lib/addressparser'
import { fieldName, fieldValue } from './mail-input.ts'

const RECIPIENT_FIELDS = ['to', 'cc', 'bcc']
const RESENT_FIELDS = ['resent-to', 'resent-cc', 'resent-bcc']

/** Of a mail that is sent again, those that it is sent to now. */
export function recipientsOfHeader(fields: readonly string[], host: string): string[] {
  const isResent = fields.some((field) => RESENT_FIELDS.includes(fieldName(field)))
  const names = isResent ? RESENT_FIELDS : RECIPIENT_FIELDS
  return fields.filter((field) => names.includes(fieldName(field))).flatMap((field) => readAddresses(fieldValue(field), host))
}

/** `ann@x.test`, `Ann <ann@x.test>, bob@x.test` or a name of this machine, `root`. */
export function readAddresses(text: string, host: string): string[] {
  return addressparser(text, { flatten: true })
    .map(({ address, name }) => address || name)
    .filter((address) => address !== '')
    .map((address) => (address.includes('@') ? address : `${address}@${host}`))
}

/** Blind recipients are for the envelope alone. */
export function withoutBlindRecipients(fields: readonly string[]): string[] {
  return fields.filter((field) => !['bcc', 'resent-bcc'].includes(fieldName(field)))
}

/** ENVELOPE of a message (RFC 9051 §2.3.5, §7.5.2), from its own header fields. Nothing is decoded. */
import type { RawField } from '../../mail/header-section.ts'
import { type EnvelopeAddress, readAddresses } from './address-list.ts'
import { fieldText, fieldTexts } from './header-fields.ts'
import { imapNstring } from './imap-string.ts'

export function writeEnvelope(fields: readonly RawField[]): string {
  const text = (name: string) => imapNstring(fieldText(fields, name))
  const one = (name: string) => readAddresses(fieldText(fields, name) ?? '')
  // Lists that were sent in several fields are one (RFC 5322 §4.5.3).
  const all = (name: string) => readAddresses(fieldTexts(fields, name).join(', '))
  const from = one('From')
  // Absent or empty, they are those of From.
  const orFrom = (addresses: EnvelopeAddress[]) => writeAddresses(addresses.length > 0 ? addresses : from)
  return `(${[
    text('Date'),
    text('Subject'),
    writeAddresses(from),
    orFrom(one('Sender')),
    orFrom(one('Reply-To')),
    writeAddresses(all('To')),
    writeAddresses(all('Cc')),
    writeAddresses(all('Bcc')),
    text('In-Reply-To'),
    text('Message-ID'),
  ].join(' ')})`
}

function writeAddresses(addresses: readonly EnvelopeAddress[]): string {
  if (addresses.length === 0) return 'NIL'
  const written = addresses.map(
    ({ name, route, mailbox, host }) =>
      `(${imapNstring(name)} ${imapNstring(route)} ${imapNstring(mailbox)} ${imapNstring(host)})`,
  )
  return `(${written.join('')})`
}

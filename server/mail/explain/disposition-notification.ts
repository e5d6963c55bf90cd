/** What a reader's program tells of a mail: displayed, deleted (RFC 8098; with characters beyond ASCII, RFC 6533). */
import type { DispositionNotificationExplanation } from '../../../shared/model/explanation.ts'
import { quote } from '../check-mail/report.ts'
import { readFieldGroups, readRecipient, readTyped, takeFields } from './field-groups.ts'
import type { Warn } from './warnings.ts'

/** `action/sending; type/modifier,modifier` (RFC 8098 §3.2.6); some leave the modes out. */
const DISPOSITION = /^(?:([^/;]*)\/([^;]*);)?([^/]*)(?:\/(.*))?$/s

export function readDispositionNotification(
  octets: Buffer,
  warn: Warn,
): Omit<DispositionNotificationExplanation, 'kind' | 'warnings'> {
  const fields = takeFields(readFieldGroups(octets, warn).flat())
  const final = fields.one('Final-Recipient')
  const sent = fields.one('Disposition')
  const [, action = '', sending = '', disposition = '', modifiers = ''] = DISPOSITION.exec(sent) ?? []
  const notification = {
    reportingUserAgent: fields.one('Reporting-UA'),
    mdnGateway: readTyped(fields.one('MDN-Gateway')).value,
    finalRecipient: readRecipient(final),
    originalRecipient: readRecipient(fields.one('Original-Recipient')),
    originalMessageId: fields.one('Original-Message-ID').replace(/^<|>$/g, ''),
    disposition: disposition.trim().toLowerCase(),
    actionMode: action.trim(),
    sendingMode: sending.trim(),
    modifiers: modifiers
      .split(',')
      .map((modifier) => modifier.trim())
      .filter((modifier) => modifier !== ''),
    errors: fields.all('Error'),
    otherFields: fields.others(),
  }
  if (notification.finalRecipient === '') warn('report-no-recipient', 'It has no Final-Recipient')
  else if (readTyped(final).type === '') warn('report-no-type', `Final-Recipient is ${quote(final)}`)
  if (notification.disposition === '' || notification.actionMode === '')
    warn('report-no-disposition', sent === '' ? 'It has no Disposition' : `Disposition is ${quote(sent)}`)
  return notification
}

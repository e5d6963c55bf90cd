/** Reports of what became of a mail on its way (RFC 3464; with characters beyond ASCII, RFC 6533). */
import type { DeliveryRecipient, DeliveryReportExplanation } from '../../../shared/model/explanation.ts'
import { quote } from '../check-mail/report.ts'
import { type ReportField, readFieldGroups, readRecipient, readTyped, takeFields } from './field-groups.ts'
import { readStatus } from './status-code.ts'
import type { Warn } from './warnings.ts'

/** Fields that only a recipient has; the first of them begins its group. */
const OF_RECIPIENT = new Set(['final-recipient', 'original-recipient', 'action', 'status'])
/** Which classes of status an action goes with (RFC 3463 §3.1). */
const CLASSES: Record<string, string> = { failed: '45', delayed: '4', delivered: '2', relayed: '2', expanded: '2' }

export function readDeliveryReport(octets: Buffer, warn: Warn): Omit<DeliveryReportExplanation, 'kind' | 'warnings'> {
  const { perMessage, perRecipient } = divide(readFieldGroups(octets, warn), warn)
  const fields = takeFields(perMessage)
  const mta = (name: string) => readTyped(fields.one(name)).value
  const report = {
    reportingMta: mta('Reporting-MTA'),
    dsnGateway: mta('DSN-Gateway'),
    receivedFromMta: mta('Received-From-MTA'),
    arrivalDate: fields.one('Arrival-Date'),
    originalEnvelopeId: fields.one('Original-Envelope-Id'),
    recipients: perRecipient.map((group) => readDeliveryRecipient(group, warn)),
    otherFields: fields.others(),
  }
  if (report.reportingMta === '') warn('report-no-reporting-mta', 'It does not say which server reports')
  if (report.recipients.length === 0) warn('report-no-recipients', 'It names no recipient')
  return report
}

/** The first group is of the message, unless somebody forgot it or the empty line behind it. */
function divide(groups: readonly ReportField[][], warn: Warn): { perMessage: ReportField[]; perRecipient: ReportField[][] } {
  const [first = [], ...rest] = groups
  const begin = first.findIndex(isOfRecipient)
  const perRecipient = rest.filter((group) => group.some(isOfRecipient))
  const stray = rest.filter((group) => !group.some(isOfRecipient)).flat()
  if (begin < 0) return { perMessage: [...first, ...stray], perRecipient }
  if (begin > 0) warn('report-not-separated', `No empty line stands before ${quote(first[begin]?.name ?? '')}`)
  return { perMessage: [...first.slice(0, begin), ...stray], perRecipient: [first.slice(begin), ...perRecipient] }
}

function isOfRecipient({ name }: ReportField): boolean {
  return OF_RECIPIENT.has(name.toLowerCase())
}

function readDeliveryRecipient(group: readonly ReportField[], warn: Warn): DeliveryRecipient {
  const fields = takeFields(group)
  const final = fields.one('Final-Recipient')
  const action = fields
    .one('Action')
    .toLowerCase()
    .replace(/\s*\(.*$/s, '')
  const diagnostic = readTyped(fields.one('Diagnostic-Code'))
  const recipient = {
    finalRecipient: readRecipient(final),
    originalRecipient: readRecipient(fields.one('Original-Recipient')),
    action,
    status: readStatus(fields.one('Status')),
    remoteMta: readTyped(fields.one('Remote-MTA')).value,
    diagnosticType: diagnostic.type,
    diagnosticCode: diagnostic.value,
    lastAttempt: fields.one('Last-Attempt-Date'),
    willRetryUntil: fields.one('Will-Retry-Until'),
    finalLogId: fields.one('Final-Log-ID'),
    otherFields: fields.others(),
  }
  checkRecipient(recipient, final, warn)
  return recipient
}

function checkRecipient({ finalRecipient, action, status: { raw, code } }: DeliveryRecipient, final: string, warn: Warn): void {
  const whom = finalRecipient === '' ? 'A recipient' : quote(finalRecipient)
  if (finalRecipient === '') warn('report-no-recipient', 'A recipient has no Final-Recipient')
  else if (readTyped(final).type === '') warn('report-no-type', `Final-Recipient is ${quote(final)}`)
  const classes = CLASSES[action]
  if (!Object.hasOwn(CLASSES, action) || classes === undefined)
    warn('report-bad-action', action === '' ? `${whom} has no Action` : `The Action of ${whom} is ${quote(action)}`)
  else if (code !== '' && !classes.includes(code.charAt(0)))
    warn('report-status-contradicts', `For ${whom}, Action is ${quote(action)} and Status ${quote(code)}`)
  if (code === '') warn('report-bad-status', raw === '' ? `${whom} has no Status` : `The Status of ${whom} is ${quote(raw)}`)
}

/** Complaints: a reader pressed "spam", or a filter found something (ARF, RFC 5965). */
import type { FeedbackReportExplanation } from '../../../shared/model/explanation.ts'
import { readFieldGroups, readTyped, takeFields } from './field-groups.ts'
import type { Warn } from './warnings.ts'

export function readFeedbackReport(octets: Buffer, warn: Warn): Omit<FeedbackReportExplanation, 'kind' | 'warnings'> {
  const fields = takeFields(readFieldGroups(octets, warn).flat())
  const addresses = (values: readonly string[]) => values.map((value) => value.replace(/^<(.*)>$/s, '$1'))
  const incidents = fields.one('Incidents')
  const [originalMailFrom = ''] = addresses([fields.one('Original-Mail-From')])
  const report = {
    feedbackType: fields.one('Feedback-Type').toLowerCase(),
    userAgent: fields.one('User-Agent'),
    version: fields.one('Version'),
    arrivalDate: fields.one('Arrival-Date') || fields.one('Received-Date'),
    sourceIp: fields.one('Source-IP'),
    reportingMta: readTyped(fields.one('Reporting-MTA')).value,
    originalEnvelopeId: fields.one('Original-Envelope-Id'),
    originalMailFrom,
    originalRcptTo: addresses(fields.all('Original-Rcpt-To')),
    reportedDomains: fields.all('Reported-Domain'),
    reportedUris: fields.all('Reported-URI'),
    incidents: /^\d{1,15}$/.test(incidents) ? Number(incidents) : 1,
    otherFields: fields.others(),
  }
  if (report.feedbackType === '') warn('report-no-feedback-type', 'It does not say what is complained about')
  if (report.userAgent === '') warn('report-no-user-agent', 'It does not say which program reports')
  return report
}

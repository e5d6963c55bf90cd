/** Which parts explain themselves, told by type and name alone: asked of every attachment, so nothing is decoded. */
import type { ExplanationKind } from '../../../shared/model/part.ts'
import type { StoredPart } from '../../store/store.ts'

const KINDS: Record<ExplanationKind, { types: readonly string[]; filename?: RegExp }> = {
  calendar: { types: ['text/calendar', 'application/ics'], filename: /\.ics$/i },
  contact: { types: ['text/vcard', 'text/x-vcard', 'text/directory', 'application/vcard'], filename: /\.(vcf|vcard)$/i },
  'delivery-report': { types: ['message/delivery-status', 'message/global-delivery-status'] },
  'disposition-notification': { types: ['message/disposition-notification', 'message/global-disposition-notification'] },
  'feedback-report': { types: ['message/feedback-report'] },
  'header-fields': { types: ['text/rfc822-headers', 'message/global-headers', 'message/rfc822-headers'] },
  tnef: { types: ['application/ms-tnef', 'application/vnd.ms-tnef'], filename: /^winmail\.dat$/i },
}
const ALL = Object.entries(KINDS) as [ExplanationKind, (typeof KINDS)[ExplanationKind]][]
const BY_TYPE = new Map(ALL.flatMap(([kind, { types }]) => types.map((type) => [type, kind] as const)))
/** Types that senders give to a file of which they do not know the type. */
const NO_TYPES = new Set(['application/octet-stream', 'text/plain'])

/** For a person who asked for another. */
export const EXPLAINED_TYPES =
  'calendars (text/calendar, .ics), contacts (text/vcard, .vcf), delivery reports (message/delivery-status), ' +
  'disposition notifications (message/disposition-notification), feedback reports (message/feedback-report), ' +
  'header sections (text/rfc822-headers) and TNEF (application/ms-tnef, winmail.dat)'

export function explainedKind({
  contentType,
  filename,
}: Pick<StoredPart, 'contentType' | 'filename'>): ExplanationKind | undefined {
  if (!NO_TYPES.has(contentType)) return BY_TYPE.get(contentType)
  return ALL.find(([, kind]) => kind.filename?.test(filename))?.[0]
}

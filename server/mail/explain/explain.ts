/** Reads a part that explains itself, for the thread that decodes: the reader of its kind, and what holds for all kinds. */
import type { Explanation } from '../../../shared/model/explanation.ts'
import type { ExplanationKind } from '../../../shared/model/part.ts'
import type { StoredPart } from '../../store/store.ts'
import { decodeTransfer } from '../body-text.ts'
import { decodeText } from '../charset.ts'
import { decodeFields } from '../decode-field.ts'
import { firstField } from '../header-section.ts'
import { parseParameters } from '../part-tree.ts'
import { readCalendar } from './calendar.ts'
import { readContacts } from './contact.ts'
import { readDeliveryReport } from './delivery-report.ts'
import { readDispositionNotification } from './disposition-notification.ts'
import { readFeedbackReport } from './feedback-report.ts'
import { readHeaderFields } from './header-fields.ts'
import { checkLines, mendFolds } from './octet-lines.ts'
import { readTnef } from './tnef.ts'
import { createWarnings, type Warn } from './warnings.ts'

/** A part with the start of its octets, as sent. */
export interface PartToExplain extends Pick<StoredPart, 'contentType' | 'encoding' | 'charset'> {
  kind: ExplanationKind
  headerSection: Uint8Array
  body: Uint8Array
  isCut: boolean
}

export function explainPart(part: PartToExplain): Explanation {
  const { warn, list } = createWarnings()
  if (part.isCut) warn('part-cut', `Only its first ${part.body.length.toLocaleString('en')} octets are read`)
  const explanation = read(part, warn)
  return { ...explanation, warnings: list() }
}

function read(part: PartToExplain, warn: Warn): Explanation {
  const { kind, body, isCut, contentType, encoding, headerSection } = part
  const octets = decodeTransfer(Buffer.from(body.buffer, body.byteOffset, body.length), encoding)
  const text = () => readText(octets, part, warn)
  const warnings: Explanation['warnings'] = []
  switch (kind) {
    case 'calendar': {
      const { params } = parseParameters(firstField(decodeFields(headerSection), 'Content-Type'))
      checkLines(octets, { isLimited: true }, warn)
      const isInvitation = contentType === 'text/calendar'
      return { kind, ...readCalendar(text(), { isInvitation, declaredMethod: params.method?.trim() ?? '' }, warn), warnings }
    }
    case 'contact': {
      const { contacts } = readContacts(text(), warn)
      // Version 2.1 folds where it likes.
      checkLines(octets, { isLimited: !contacts.some(({ version }) => version === '2.1') }, warn)
      return { kind, contacts, warnings }
    }
    case 'delivery-report':
      return { kind, ...readDeliveryReport(octets, warn), warnings }
    case 'disposition-notification':
      return { kind, ...readDispositionNotification(octets, warn), warnings }
    case 'feedback-report':
      return { kind, ...readFeedbackReport(octets, warn), warnings }
    case 'header-fields':
      return { kind, ...readHeaderFields(octets, warn), warnings }
    case 'tnef':
      return { kind, ...readTnef(octets, isCut, warn), warnings }
  }
}

function readText(octets: Buffer, { charset }: PartToExplain, warn: Warn): string {
  const { text, used, isInvalid } = decodeText(mendFolds(octets), { declared: charset, isPlainText: true })
  if (isInvalid) warn('part-charset', `Some octets mean nothing in ${used}, in which it is read`)
  return text
}

/** What the page says of findings. */
import type { FindingPlace, FindingSeverity } from '../../shared/model/finding.ts'
import { formatCount, formatQuantity } from '../lib/format-number.ts'

export const SEVERITY_LABELS: Record<FindingSeverity, string> = { error: 'Error', warning: 'Warning', info: 'Info' }

export const checkTexts = {
  title: 'Checks',
  list: 'Findings',
  inMail: 'In the mail',
  inSession: 'In the SMTP session',
  filter: 'Findings by severity',
  all: 'All',
  counts: { error: 'Errors', warning: 'Warnings', info: 'Info' } satisfies Record<FindingSeverity, string>,
  nothing: 'Nothing was found wrong with this mail',
  nothingDetail:
    'Header fields, addresses, dates, charsets, encodings, boundaries, inline images and line ends are as they should be.',
  nothingOfSeverity: 'None of this severity.',
  toSource: 'Show in source',
  toPart: 'Show the part',
  toHeaders: 'Show in headers',
  toSession: 'Show in session',
  copyRule: 'Copy the rule id',
  count: (count: number) => formatQuantity(count, 'finding'),
  /** `part 1.2, line 40, octet 1,204` */
  place: ({ part, line, offset }: FindingPlace) =>
    [
      part && `part ${part}`,
      line !== undefined && `line ${formatCount(line)}`,
      offset !== undefined && `octet ${formatCount(offset)}`,
    ]
      .filter(Boolean)
      .join(', '),
}

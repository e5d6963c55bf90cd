/** Everything that is told about a mail because of what it says. One pass over the octets; nothing is decoded that reading it has not decoded. */

import { isAscii } from 'node:buffer'
import type { StoredFinding } from '../../store/store.ts'
import type { RawField } from '../header-section.ts'
import { ownParts } from '../readable-parts.ts'
import { checkAddresses } from './addresses.ts'
import { checkBodies } from './bodies.ts'
import { checkDate } from './date.ts'
import { checkHeader } from './header.ts'
import { checkLines } from './lines.ts'
import { checkListUnsubscribe } from './list-unsubscribe.ts'
import type { MailToCheck, ParsedMail } from './mail-to-check.ts'
import { createReport } from './report.ts'
import { checkStructure } from './structure.ts'
import { checkText } from './text.ts'

/** @returns the worst first, at most 50 */
export function checkMail(parsed: ParsedMail): StoredFinding[] {
  const { mailData, tree } = parsed
  const own = new Set(ownParts(tree.parts))
  const mail: MailToCheck = {
    ...parsed,
    isAscii: isAscii(mailData),
    ownParts: tree.scanned.filter(({ part }) => own.has(part)),
    fields: byName(tree.fields),
  }
  const { report, findings } = createReport()
  checkLines(mail, report)
  checkHeader(mail, report)
  checkDate(mail, report)
  checkAddresses(mail, report)
  checkListUnsubscribe(mail, report)
  checkStructure(mail, report)
  checkBodies(mail, report)
  checkText(mail, report)
  return findings(mailData)
}

function byName(fields: readonly RawField[]): Map<string, RawField[]> {
  const found = new Map<string, RawField[]>()
  for (const field of fields) {
    const name = field.name.toLowerCase()
    const known = found.get(name)
    if (known) known.push(field)
    else found.set(name, [field])
  }
  return found
}

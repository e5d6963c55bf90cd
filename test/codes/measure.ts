/** How well codes are found in the labelled mails: by value, over all mails of a group. */

import { findCodes } from '../../server/mail/codes.ts'
import type { CodeFound } from '../../shared/model/code.ts'
import type { LabelledMail } from '../fixtures/codes/labelled-mail.ts'

export interface Measure {
  mails: number
  languages: number
  /** Codes that a person found. */
  expected: number
  precision: number
  recall: number
  misses: Miss[]
}

interface Miss {
  mail: LabelledMail
  missed: string[]
  wrong: CodeFound[]
}

export function measure(mails: readonly LabelledMail[]): Measure {
  let right = 0
  let expected = 0
  let returned = 0
  const misses: Miss[] = []
  for (const mail of mails) {
    const found = findCodes({ subject: mail.subject, text: mail.text ?? '', html: mail.html ?? '' })
    const wrong = found.filter(({ value }) => !mail.codes.includes(value))
    const missed = mail.codes.filter((code) => !found.some(({ value }) => value === code))
    right += found.length - wrong.length
    expected += mail.codes.length
    returned += found.length
    if (wrong.length + missed.length > 0) misses.push({ mail, missed, wrong })
  }
  return {
    mails: mails.length,
    languages: new Set(mails.map(({ language }) => language)).size,
    expected,
    precision: returned === 0 ? 1 : right / returned,
    recall: expected === 0 ? 1 : right / expected,
    misses,
  }
}

/** Gathers what the checks find: one finding a rule, with its first place and how often there are more. */

import { LIMITS } from '../../limits.ts'
import type { StoredFinding, StoredPart } from '../../store/store.ts'
import { type FindingRule, finding, severityOf } from '../findings.ts'

const MAX_FINDINGS = LIMITS.mail.findings.value
const SEVERITIES = ['error', 'warning', 'info'] as const
const QUOTED_CHARACTERS = 60
const COUNTED_OCTETS = 32 * 1024

interface Place {
  part?: string | undefined
  offset?: number | undefined
}

/**
 * @param what a sentence without its full stop that says what was found
 * @param place callers report in the order of the mail, so the first of a rule is the first in the mail
 */
export type Report = (rule: FindingRule, what: string, place?: Place, count?: number) => void

export function createReport(): { report: Report; findings: (mailData: Buffer) => StoredFinding[] } {
  const found = new Map<FindingRule, { what: string; place: Place; count: number }>()
  return {
    report(rule, what, place = {}, count = 1) {
      const known = found.get(rule)
      if (known) known.count += count
      else found.set(rule, { what, place, count })
    },
    findings(mailData) {
      if (found.size === 0) return []
      const lineOf = numberLines(
        mailData,
        [...found.values()].flatMap(({ place: { offset } }) => offset ?? []),
      )
      const all = [...found].map(([rule, { what, place, count }]) => {
        const more = count > 1 ? ` (${count.toLocaleString('en')} such places)` : ''
        const { part, offset } = place
        const where = {
          ...(part !== undefined && { part }),
          ...(offset !== undefined && { offset, line: lineOf.get(offset) ?? 1 }),
        }
        const isSomewhere = part !== undefined || offset !== undefined
        return finding(rule, `${what}${more}`, isSomewhere ? where : undefined)
      })
      return SEVERITIES.flatMap((severity) => all.filter((each) => severityOf(each) === severity)).slice(0, MAX_FINDINGS)
    },
  }
}

/** The line of each offset, from 1, in one pass however many are asked for. */
function numberLines(mailData: Buffer, offsets: readonly number[]): Map<number, number> {
  const lines = new Map<number, number>()
  let line = 1
  let counted = 0
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    for (; counted < offset; counted = Math.min(offset, counted + COUNTED_OCTETS)) {
      // Searching a string, its making included, takes half as long as searching octets.
      const text = mailData.toString('latin1', counted, Math.min(offset, counted + COUNTED_OCTETS))
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line++
    }
    lines.set(offset, line)
  }
  return lines
}

/** What a mail says, short enough for a sentence and on one line. */
export function quote(text: string): string {
  const line = text
    .slice(0, QUOTED_CHARACTERS * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  const characters = [...line]
  return characters.length > QUOTED_CHARACTERS ? `“${characters.slice(0, QUOTED_CHARACTERS).join('')}…”` : `“${line}”`
}

export function nameOf({ path }: Pick<StoredPart, 'path'>): string {
  return path === '' ? 'The outermost multipart' : `Part ${path}`
}

/** What was compared, area by area: equal, different for a reason that is known, or different. */
import { explain } from './explanations.ts'

export interface Difference {
  area: string
  /** The mail, mailbox or query. */
  subject: string
  /** The command, or what of its answer. */
  what: string
  reference: string
  ours: string
}

const SHOWN_LENGTH = 600

export type Tally = ReturnType<typeof createTally>

/** @param told areas whose answers are printed, equal or not */
export function createTally(told: readonly string[] = []) {
  const areas = new Map<string, { equal: number; explained: number; different: number }>()
  const reasons = new Map<string, number>()
  const differences: Difference[] = []

  return {
    differences,
    compare(difference: Difference): void {
      const counts = areas.get(difference.area) ?? { equal: 0, explained: 0, different: 0 }
      areas.set(difference.area, counts)
      if (told.includes(difference.area)) console.log(`${difference.subject}: ${shorten(difference.reference)}`)
      if (difference.reference === difference.ours) {
        counts.equal++
        return
      }
      const because = explain(difference)
      if (because.length > 0) {
        counts.explained++
        for (const reason of because) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
      } else {
        counts.different++
        differences.push(difference)
      }
    },
    print(): void {
      for (const { area, subject, what, reference, ours } of differences)
        console.log(`${area}: ${subject}: ${what}\n  reference ${shorten(reference)}\n  ours      ${shorten(ours)}`)
      console.log(
        `${'area'.padEnd(24)}${['compared', 'equal', 'explained', 'different'].map((head) => head.padStart(11)).join('')}`,
      )
      for (const [area, { equal, explained, different }] of areas) {
        const counts = [equal + explained + different, equal, explained, different]
        console.log(`${area.padEnd(24)}${counts.map((count) => String(count).padStart(11)).join('')}`)
      }
      for (const [because, times] of reasons) console.log(`explained ${times} times: ${because}`)
    },
  }
}

/** Around the first octets that differ there is more to see than at the start, but the whole is what is looked for most. */
function shorten(text: string): string {
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}… (${text.length})` : text
}

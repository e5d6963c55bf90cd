/** Why an answer of ours is another than Dovecot's, with the text that says so. */
import type { Difference } from './tally.ts'

interface Explanation {
  because: string
  explains: (difference: Difference) => boolean
}

export const EXPLANATIONS: readonly Explanation[] = []

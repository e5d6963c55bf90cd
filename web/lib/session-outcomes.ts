/** How a session can end, what needs a look first. Named here too, since the model brings zod when it is imported. */
import type { SessionOutcome } from '../../shared/model/session.ts'

export const SESSION_OUTCOMES = ['refused', 'aborted', 'accepted', 'read', 'empty'] as const satisfies readonly SessionOutcome[]

export function toSessionOutcome(text: string | null): SessionOutcome | undefined {
  return SESSION_OUTCOMES.find((outcome) => outcome === text)
}

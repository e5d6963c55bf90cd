/** How a session ended, in the tone of it. */
import type { ReactNode } from 'react'
import type { SessionOutcome } from '../../shared/model/session.ts'
import { Chip } from './chip.tsx'

const TONES = { refused: 'danger', aborted: 'warning', accepted: 'tag', read: 'tag', empty: 'plain' } as const satisfies Record<
  SessionOutcome,
  string
>

export function OutcomeChip({ outcome, children }: { outcome: SessionOutcome; children: ReactNode }) {
  return (
    <Chip tone={TONES[outcome]} data-outcome={outcome}>
      {children}
    </Chip>
  )
}

/** One thing that is wrong, or worth knowing: how bad, what, why, and the id of its rule. */
import type { ReactNode } from 'react'
import type { Finding, FindingSeverity } from '../../shared/model/finding.ts'
import { checkTexts, SEVERITY_LABELS } from '../texts/checks.ts'
import { Chip } from './chip.tsx'

const TONES = { error: 'danger', warning: 'warning', info: 'plain' } as const satisfies Record<FindingSeverity, string>

/** `children` stand below: where to go from here. */
export function FindingNote({ finding, children }: { finding: Finding; children?: ReactNode }) {
  const { rule, severity, title, detail, where } = finding
  return (
    <div className="flex items-start gap-3" data-rule={rule}>
      <Chip tone={TONES[severity]} className="mt-px w-16 justify-center">
        {SEVERITY_LABELS[severity]}
      </Chip>
      <div className="min-w-0 grow text-xs wrap-anywhere">
        <p className="text-sm">
          <span className="font-medium">{title}</span>
          {where && <span className="text-muted tabular-nums"> · {checkTexts.place(where)}</span>}
        </p>
        <p className="max-w-[72ch] text-muted">{detail}</p>
        <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1">
          <code className="text-faint">{rule}</code>
          {children}
        </div>
      </div>
    </div>
  )
}

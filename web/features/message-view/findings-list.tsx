/** What is wrong with a message, or worth knowing: behind a button, since most of it is read once. The worst comes first. */
import type { Finding, FindingPlace, FindingSeverity } from '../../../shared/model/finding.ts'
import { cx } from '../../lib/cx.ts'
import { formatCount, formatQuantity } from '../../lib/format-number.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { Chip } from '../../ui/chip.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'

const TONES = { error: 'danger', warning: 'warning', info: 'plain' } as const satisfies Record<FindingSeverity, string>
const LABELS: Record<FindingSeverity, string> = { error: 'Error', warning: 'Warning', info: 'Info' }

interface FindingsButtonProps {
  findings: readonly Finding[]
  expanded: boolean
  /** Id of the list. */
  controls: string
  onToggle: () => void
}

export function FindingsButton({ findings, expanded, controls, onToggle }: FindingsButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={expanded}
      aria-controls={expanded ? controls : undefined}
      onClick={onToggle}
      className={cx(
        'rounded underline decoration-dotted underline-offset-2',
        findings.some(({ severity }) => severity === 'error')
          ? 'text-danger'
          : findings.some(({ severity }) => severity === 'warning') && 'text-warning',
      )}
      data-testid="findings"
    >
      {formatQuantity(findings.length, 'finding')}
    </button>
  )
}

export function FindingsList({ findings, id }: { findings: readonly Finding[]; id: string }) {
  return (
    <div id={id} className="mt-1 flex max-h-56 flex-col overflow-hidden rounded-(--radius-control) border border-line bg-surface">
      <ScrollRegion aria-label="Findings" className="overflow-y-auto px-3 py-1" data-testid="findings-list">
        <ul>
          {withKeys(findings, ({ rule }) => rule).map(({ key, item: { rule, severity, title, detail, where } }) => (
            <li key={key} className="flex items-start gap-3 border-line border-t py-2 first:border-t-0">
              <Chip tone={TONES[severity]} className="mt-0.5 w-16 justify-center">
                {LABELS[severity]}
              </Chip>
              <div className="min-w-0 text-xs wrap-anywhere">
                <p className="text-sm">
                  <span className="font-medium">{title}</span>
                  {where && <span className="text-muted tabular-nums"> · {describePlace(where)}</span>}
                </p>
                <p className="text-muted">{detail}</p>
                <code className="text-faint">{rule}</code>
              </div>
            </li>
          ))}
        </ul>
      </ScrollRegion>
    </div>
  )
}

/** `part 1.2, line 40, octet 1,204` */
function describePlace({ part, line, offset }: FindingPlace): string {
  return [
    part && `part ${part}`,
    line !== undefined && `line ${formatCount(line)}`,
    offset !== undefined && `octet ${formatCount(offset)}`,
  ]
    .filter(Boolean)
    .join(', ')
}

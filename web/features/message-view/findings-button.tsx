/** How much was found in a message, in the tone of the worst of it, and the way there. */
import type { Finding } from '../../../shared/model/finding.ts'
import { cx } from '../../lib/cx.ts'
import { checkTexts } from '../../texts/checks.ts'

export function FindingsButton({ findings, onOpen }: { findings: readonly Finding[]; onOpen: () => void }) {
  const has = (wanted: Finding['severity']) => findings.some(({ severity }) => severity === wanted)
  return (
    <button
      type="button"
      onClick={onOpen}
      className={cx(
        'rounded underline decoration-dotted underline-offset-2',
        has('error') ? 'text-danger' : has('warning') && 'text-warning',
      )}
      data-testid="findings"
    >
      {checkTexts.count(findings.length)}
    </button>
  )
}

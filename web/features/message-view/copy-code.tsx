/** A code that the mail brings, ready to be pasted into a form. */
import { Check, Copy } from 'lucide-react'
import type { CodeFound } from '../../../shared/model/code.ts'
import { quickActionTexts as texts } from '../../texts/quick-actions.ts'
import { Tip } from '../../ui/tip.tsx'
import { useCopy } from '../../ui/use-copy.ts'
import { quickActionClass } from './quick-action-class.ts'
import { useReaderKey } from './reader-keys.ts'

/** Of several codes the surest comes first and has the key. */
export function CopyCodes({ codes }: { codes: readonly CodeFound[] }) {
  const { copied, copy } = useCopy()
  const [best, ...others] = codes
  useReaderKey('copyCode', () => best && void copy(best.value))
  return (
    <>
      {best && <CopyCode code={best} copied={copied} shortcut="c" onCopy={() => void copy(best.value)} />}
      {others.map((code) => (
        <OtherCode key={code.value} code={code} />
      ))}
    </>
  )
}

function OtherCode({ code }: { code: CodeFound }) {
  const { copied, copy } = useCopy()
  return <CopyCode code={code} copied={copied} onCopy={() => void copy(code.value)} />
}

interface CopyCodeProps {
  code: CodeFound
  copied: boolean
  shortcut?: string
  onCopy: () => void
}

function CopyCode({ code: { value, context }, copied, shortcut, onCopy }: CopyCodeProps) {
  const Icon = copied ? Check : Copy
  return (
    <Tip label={context || texts.copyCode} shortcut={shortcut}>
      <button type="button" data-testid="copy-code" data-code={value} className={quickActionClass} onClick={onCopy}>
        <Icon aria-hidden strokeWidth={1.75} className={copied ? 'text-success!' : undefined} />
        {/* Said when it changes, and of one width, so that nothing beside it moves. */}
        <span aria-live="polite" className="grid *:col-start-1 *:row-start-1">
          <span className={copied ? 'invisible' : undefined}>{texts.copyCode}</span>
          {copied && <span>{texts.copied}</span>}
        </span>
        <span className="truncate font-medium font-mono tracking-wide">{value}</span>
      </button>
    </Tip>
  )
}

/** Copies a text and says so where it stands. */
import { Check, Copy } from 'lucide-react'
import { cx } from '../lib/cx.ts'
import { copyTexts } from '../texts/copy.ts'
import { iconButtonClass } from './icon-button.tsx'
import { useCopy } from './use-copy.ts'

export function CopyButton({ text, label, className }: { text: string | (() => string); label: string; className?: string }) {
  const { copied, copy } = useCopy()
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      aria-label={copied ? copyTexts.copied : label}
      title={label}
      className={cx(iconButtonClass, copied && 'text-success', className)}
      onClick={() => void copy(typeof text === 'string' ? text : text())}
    >
      <Icon className="size-4" aria-hidden strokeWidth={1.75} />
    </button>
  )
}

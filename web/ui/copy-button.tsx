/** Copies a text and says so where it stands. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { copyText } from '../lib/copy-text.ts'
import { cx } from '../lib/cx.ts'
import { iconButtonClass } from './icon-button.tsx'
import { showError } from './toast.tsx'

export function CopyButton({ text, label, className }: { text: string | (() => string); label: string; className?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy(): Promise<void> {
    if (await copyText(typeof text === 'string' ? text : text())) setCopied(true)
    else showError('Could not copy', new Error('The browser refused. Select the text and copy it by hand.'))
  }

  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      aria-label={copied ? 'Copied' : label}
      title={label}
      className={cx(iconButtonClass, copied && 'text-success', className)}
      onClick={() => void copy()}
    >
      <Icon className="size-4" aria-hidden strokeWidth={1.75} />
    </button>
  )
}

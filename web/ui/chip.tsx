/** A small label in a row: a mailbox, a tag, a count of findings. */
import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'

const TONES = {
  plain: 'border-line-strong text-faint',
  tag: 'border-transparent bg-chip text-muted',
  warning: 'border-transparent bg-warning-soft text-warning',
  danger: 'border-transparent bg-danger-soft text-danger',
} as const

export function Chip({ tone = 'plain', className, ...rest }: ComponentProps<'span'> & { tone?: keyof typeof TONES }) {
  return (
    <span
      className={cx(
        'inline-flex h-4.5 max-w-32 shrink-0 items-center gap-1 rounded border px-1.5 text-2xs tabular-nums [&_svg]:size-3',
        TONES[tone],
        className,
      )}
      {...rest}
    />
  )
}

/** Buttons with words. */
import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'
import { withoutAct } from './disabled.ts'

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover font-medium',
  plain: 'border border-line-strong bg-surface text-text hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-text',
  danger: 'bg-danger text-surface font-medium hover:opacity-90',
} as const

export function buttonClass(look: keyof typeof LOOKS): string {
  return cx(
    'inline-flex h-8 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-(--radius-control) px-3 text-sm transition-colors',
    'aria-disabled:opacity-50 [&_svg]:size-4',
    LOOKS[look],
  )
}

export function Button({ look = 'plain', className, ...rest }: ComponentProps<'button'> & { look?: keyof typeof LOOKS }) {
  return <button type="button" className={cx(buttonClass(look), className)} {...withoutAct(rest)} />
}

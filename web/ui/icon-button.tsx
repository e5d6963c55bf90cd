/** Buttons that are an icon: the label is the accessible name and, with its key, the tooltip. */
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from '../lib/cx.ts'
import { withoutAct } from './disabled.ts'
import { Tip } from './tip.tsx'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  icon: LucideIcon
  label: string
  shortcut?: string
  active?: boolean
}

export const iconButtonClass =
  'inline-flex size-8 shrink-0 items-center justify-center rounded-(--radius-control) text-muted transition-colors hover:bg-hover hover:text-text aria-disabled:pointer-events-none aria-disabled:opacity-35'

export function IconButton({ icon: Icon, label, shortcut, active, className, ...rest }: IconButtonProps) {
  return (
    <Tip label={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        className={cx(iconButtonClass, active && 'text-accent!', className)}
        {...withoutAct(rest)}
      >
        <Icon className="size-4" aria-hidden strokeWidth={1.75} fill={active ? 'currentColor' : 'none'} />
      </button>
    </Tip>
  )
}

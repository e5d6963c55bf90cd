/** A line of the sidebar: a place to go to, with how much is there. A link, so that it opens in a new tab as links do. */
import type { LucideIcon } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { cx } from '../lib/cx.ts'
import { formatCompact } from '../lib/format-number.ts'
import { navTexts } from '../texts/nav.ts'

export interface NavCounts {
  total: number
  unseen?: number
  /** There may be more of both. */
  isAtLeast?: boolean
}

export interface NavItemProps {
  icon: LucideIcon
  label: string
  /** Said before the counts when the pointer rests on it. */
  hint?: string
  counts: NavCounts | undefined
  current: boolean
  href: string
  onSelect: () => void
  testId: string
}

/** Over some of them. `action` stands at the right edge. */
export function NavHeading({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex items-end justify-between px-2 pt-5 pb-1">
      <h2 className="font-medium text-2xs text-faint">{children}</h2>
      {action}
    </div>
  )
}

export function NavItem({ icon: Icon, label, hint, counts, current, href, onSelect, testId }: NavItemProps) {
  const { total, unseen = 0, isAtLeast = false } = counts ?? { total: 0 }
  const more = isAtLeast ? '+' : ''
  function select(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onSelect()
  }
  const told = counts && navTexts.counts(total, counts.unseen, isAtLeast)
  return (
    <a
      href={href}
      aria-current={current ? 'page' : undefined}
      title={[hint, told].filter(Boolean).join('\n')}
      className={cx(
        'flex h-8 items-center gap-2.5 rounded-(--radius-control) px-2 transition-colors',
        current ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
      data-testid={testId}
      data-name={label}
      onClick={select}
    >
      <Icon className={cx('size-4 shrink-0', current && 'text-accent')} aria-hidden strokeWidth={1.75} />
      <span className={cx('min-w-0 grow truncate', unseen > 0 && 'font-medium text-text')} dir="auto">
        {label}
      </span>
      {unseen > 0 && (
        <span className="shrink-0 rounded-full bg-accent-soft px-1.5 font-medium text-2xs text-accent tabular-nums">
          {formatCompact(unseen)}
          {more}
        </span>
      )}
      <span className="min-w-5 shrink-0 text-right text-faint text-xs tabular-nums" data-count>
        {counts && formatCompact(total)}
        {more}
      </span>
    </a>
  )
}

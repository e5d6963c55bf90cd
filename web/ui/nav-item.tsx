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
  /** What its whole name begins with, where it stands beneath that: not seen, and said. */
  within?: string
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

/** Over what stands beneath it, where it is no place itself. */
export function NavOwner({ icon: Icon, children }: { icon: LucideIcon; children: string }) {
  return (
    <div className="flex h-8 items-center gap-2.5 px-2 text-faint" title={children}>
      <Icon className="size-4 shrink-0" aria-hidden strokeWidth={1.75} />
      <span className="min-w-0 grow truncate" dir="auto">
        {children}
      </span>
    </div>
  )
}

export function NavItem({
  icon: Icon,
  label,
  within = '',
  hint = within && within + label,
  counts,
  current,
  href,
  onSelect,
  testId,
}: NavItemProps) {
  const { total, unseen = 0, isAtLeast = false } = counts ?? { total: 0 }
  const more = isAtLeast ? '+' : ''
  /** Gives way first: what tells it from others is the end. */
  const parents = within && label.slice(0, label.lastIndexOf('/') + 1)
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
      data-name={within + label}
      onClick={select}
    >
      <Icon className={cx('size-4 shrink-0', current && 'text-accent')} aria-hidden strokeWidth={1.75} />
      <span className={cx('flex min-w-0 grow', unseen > 0 && 'font-medium text-text')} dir="auto">
        {within && <span className="sr-only">{within + label}</span>}
        {parents && (
          <span className="shrink-999 truncate text-muted" aria-hidden>
            {parents}
          </span>
        )}
        <span className="truncate" aria-hidden={within !== ''}>
          {label.slice(parents.length)}
        </span>
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

/** The sidebar: all mail, the mailboxes with their counts, and how the app is connected. */
import { Inbox, type LucideIcon, Mails } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { countAll } from '../../api/mailbox-queries.ts'
import { cx } from '../../lib/cx.ts'
import { formatCompact, formatCount, formatQuantity } from '../../lib/format-number.ts'
import { Logo } from '../../ui/logo.tsx'

export interface MailboxNavProps {
  /** Absent while they are not known. */
  mailboxes: readonly Mailbox[] | undefined
  /** `undefined` is all mail. */
  current: string | undefined
  hrefOf: (mailbox: string | undefined) => string
  onSelect: (mailbox: string | undefined) => void
  footer: ReactNode
}

export function MailboxNav({ mailboxes, current, hrefOf, onSelect, footer }: MailboxNavProps) {
  const all = mailboxes && countAll(mailboxes)
  const item = (mailbox: string | undefined, counts: Counts | undefined) => ({
    counts,
    current: current === mailbox,
    href: hrefOf(mailbox),
    onSelect: () => onSelect(mailbox),
  })
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center gap-2.5 px-4">
        <Logo className="size-6" />
        <span className="font-semibold text-base tracking-tight">Mailmitt</span>
      </div>
      <nav aria-label="Mailboxes" className="min-h-0 flex-1 overflow-y-auto px-2 pt-1 pb-4">
        <NavItem icon={Mails} label="All mail" {...item(undefined, all)} />
        {mailboxes && mailboxes.length > 0 && (
          <>
            <h2 className="px-2 pt-5 pb-1 font-medium text-2xs text-faint">Mailboxes</h2>
            <ul>
              {mailboxes.map((mailbox) => (
                <li key={mailbox.name}>
                  <NavItem icon={Inbox} label={mailbox.name} {...item(mailbox.name, mailbox)} />
                </li>
              ))}
            </ul>
          </>
        )}
      </nav>
      <div className="shrink-0 border-line border-t p-2">{footer}</div>
    </div>
  )
}

type Counts = Pick<Mailbox, 'total' | 'unseen'>

interface NavItemProps {
  icon: LucideIcon
  label: string
  counts: Counts | undefined
  current: boolean
  href: string
  onSelect: () => void
}

function NavItem({ icon: Icon, label, counts, current, href, onSelect }: NavItemProps) {
  const { total, unseen } = counts ?? { total: 0, unseen: 0 }
  function select(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onSelect()
  }
  return (
    <a
      href={href}
      aria-current={current ? 'page' : undefined}
      title={`${formatQuantity(total, 'message')}, ${formatCount(unseen)} unseen`}
      className={cx(
        'flex h-8 items-center gap-2.5 rounded-(--radius-control) px-2 transition-colors',
        current ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
      data-testid="mailbox"
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
        </span>
      )}
      <span className="min-w-5 shrink-0 text-right text-faint text-xs tabular-nums">{counts && formatCompact(total)}</span>
    </a>
  )
}

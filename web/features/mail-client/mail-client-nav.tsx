/** The way to the settings of mail clients. */
import { Mailbox } from 'lucide-react'
import { cx } from '../../lib/cx.ts'
import { mailClientTexts } from '../../texts/mail-client.ts'
import { AppLink } from '../../ui/app-link.tsx'

export interface MailClientNavProps {
  current: boolean
  href: string
  onSelect: () => void
}

export function MailClientNav({ current, href, onSelect }: MailClientNavProps) {
  return (
    <AppLink
      href={href}
      aria-current={current ? 'page' : undefined}
      data-testid="mail-client-link"
      className={cx(
        'flex h-8 items-center gap-2.5 rounded-(--radius-control) px-2 transition-colors',
        current ? 'bg-selected text-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
      onFollow={onSelect}
    >
      <Mailbox className={cx('size-4 shrink-0', current && 'text-accent')} aria-hidden strokeWidth={1.75} />
      {mailClientTexts.title}
    </AppLink>
  )
}

/** The sidebar: all mail, the mailboxes with their counts, what else leads to mail, and how the app is connected. */
import { Folder, Inbox, Mails } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Mailbox } from '../../../shared/model/mailbox.ts'
import { countAll } from '../../api/mailbox-queries.ts'
import { appTexts } from '../../texts/app.ts'
import { navTexts } from '../../texts/nav.ts'
import { Logo } from '../../ui/logo.tsx'
import { type NavCounts, NavHeading, NavItem, NavOwner } from '../../ui/nav-item.tsx'
import { groupMailboxes } from './mailbox-tree.ts'

export interface MailboxNavProps {
  /** Absent while they are not known. */
  mailboxes: readonly Mailbox[] | undefined
  /** Where the view is; `mailbox: undefined` is all mail. Absent when it is none of these. */
  current: { mailbox: string | undefined } | undefined
  /** What follows all mail, and what comes between that and the mailboxes. */
  places: ReactNode
  searches: ReactNode
  hrefOf: (mailbox: string | undefined) => string
  onSelect: (mailbox: string | undefined) => void
  /** Beside the name. */
  action: ReactNode
  /** Below the mailboxes. */
  children: ReactNode
  footer: ReactNode
}

export function MailboxNav({
  mailboxes,
  current,
  places,
  searches,
  hrefOf,
  onSelect,
  action,
  children,
  footer,
}: MailboxNavProps) {
  const all = mailboxes && countAll(mailboxes)
  const item = (mailbox: string | undefined, counts: NavCounts | undefined) => ({
    counts,
    current: current !== undefined && current.mailbox === mailbox,
    testId: 'mailbox',
    href: hrefOf(mailbox),
    onSelect: () => onSelect(mailbox),
  })
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 shrink-0 items-center gap-2.5 pr-2 pl-4">
        <Logo className="size-6" />
        <span className="font-semibold text-base tracking-tight">{appTexts.name}</span>
        <span className="ml-auto">{action}</span>
      </div>
      <nav aria-label={navTexts.mailboxes} className="min-h-0 flex-1 overflow-y-auto px-2 pt-1 pb-4">
        <NavItem icon={Mails} label={navTexts.all} {...item(undefined, all)} />
        {places}
        {searches}
        {mailboxes && mailboxes.length > 0 && (
          <>
            <NavHeading>{navTexts.mailboxes}</NavHeading>
            <ul>
              {groupMailboxes(mailboxes).map(({ owner, mailbox, folders }) => (
                <li key={owner}>
                  {mailbox ? (
                    <NavItem icon={Inbox} label={owner} {...item(owner, mailbox)} />
                  ) : (
                    <NavOwner icon={Inbox}>{owner}</NavOwner>
                  )}
                  {folders.length > 0 && (
                    <ul className="pl-4">
                      {folders.map((folder) => (
                        <li key={folder.mailbox.name}>
                          <NavItem
                            icon={Folder}
                            label={folder.label}
                            within={`${owner}/`}
                            {...item(folder.mailbox.name, folder.mailbox)}
                          />
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
        {children}
      </nav>
      <div className="shrink-0 border-line border-t p-2">{footer}</div>
    </div>
  )
}

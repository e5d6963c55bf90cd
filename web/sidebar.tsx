/** The column at the left: every place that has mail, and how the app is connected. */
import { Command, Keyboard } from 'lucide-react'
import type { Mailbox } from '../shared/model/mailbox.ts'
import { useApi } from './api/api.ts'
import { keyOf, type ListScope } from './api/list-scope.ts'
import { countAll } from './api/mailbox-queries.ts'
import type { DialogName } from './dialogs.tsx'
import { MailClientNav, type MailClientNavProps } from './features/mail-client/mail-client-nav.tsx'
import { FlagPlaces, PINNED, UNSEEN } from './features/mailbox-nav/flag-places.tsx'
import { MailboxNav } from './features/mailbox-nav/mailbox-nav.tsx'
import { PinnedSearches } from './features/mailbox-nav/pinned-searches.tsx'
import { SmtpAddress } from './features/mailbox-nav/smtp-address.tsx'
import { StreamHint, StreamStatus } from './features/mailbox-nav/stream-status.tsx'
import { NotificationsButton } from './features/notifications/notifications-button.tsx'
import type { Notifications } from './features/notifications/use-notifications.ts'
import { SessionsNav } from './features/sessions/sessions-nav.tsx'
import { keysFor } from './features/shortcuts/shortcuts.ts'
import { SignedInAs } from './features/sign-in/signed-in-as.tsx'
import { TagNav } from './features/tags/tag-nav.tsx'
import { ThemeMenu, type ThemeMenuProps } from './features/theme/theme-menu.tsx'
import { useStore } from './lib/external-store.ts'
import { printTagSearch } from './lib/tag-search.ts'
import type { useRoutes } from './routes.ts'
import { navTexts } from './texts/nav.ts'
import { IconButton } from './ui/icon-button.tsx'
import type { useSessions } from './use-sessions.tsx'
import type { useTags } from './use-tags.ts'

export interface SidebarProps {
  /** Absent while they are not known. */
  mailboxes: readonly Mailbox[] | undefined
  scope: ListScope
  tags: Pick<ReturnType<typeof useTags>, 'all' | 'current'>
  hrefOf: ReturnType<typeof useRoutes>['hrefOf']
  onVisit: (scope: ListScope) => void
  onShow: (dialog: DialogName) => void
  sessions: ReturnType<typeof useSessions>['nav']
  mailClient: MailClientNavProps
  theme: ThemeMenuProps
  notifications: Notifications
}

export function Sidebar({
  mailboxes,
  scope,
  tags,
  hrefOf,
  onVisit,
  onShow,
  sessions,
  mailClient,
  theme,
  notifications,
}: SidebarProps) {
  const { searches } = useApi()
  const isSearch = [...useStore(searches.pinned), UNSEEN, PINNED].some((each) => keyOf(each) === keyOf(scope))
  return (
    <MailboxNav
      mailboxes={mailboxes}
      current={
        sessions.current || mailClient.current || isSearch || tags.current !== undefined ? undefined : { mailbox: scope.mailbox }
      }
      places={<FlagPlaces current={scope} unseen={mailboxes && countAll(mailboxes).unseen} hrefOf={hrefOf} onSelect={onVisit} />}
      searches={<PinnedSearches current={scope} hrefOf={hrefOf} onSelect={onVisit} />}
      action={
        <IconButton
          icon={Command}
          label={navTexts.palette}
          shortcut={keysFor('palette')}
          data-testid="open-palette"
          onClick={() => onShow('palette')}
        />
      }
      hrefOf={(name) => hrefOf({ mailbox: name })}
      onSelect={(name) => onVisit({ mailbox: name, q: undefined })}
      footer={
        <>
          <SessionsNav {...sessions} />
          <StreamHint />
          <MailClientNav {...mailClient} />
          <SmtpAddress onOpen={() => onShow('connect')} />
          <SignedInAs />
          <div className="flex flex-wrap items-center">
            <StreamStatus />
            <div className="ml-auto flex">
              <NotificationsButton {...notifications} />
              <ThemeMenu {...theme} />
              <IconButton
                icon={Keyboard}
                label={navTexts.shortcuts}
                shortcut="?"
                data-testid="open-shortcuts"
                onClick={() => onShow('shortcuts')}
              />
            </div>
          </div>
        </>
      }
    >
      <TagNav
        tags={tags.all}
        isCurrent={(tag) => tag === tags.current}
        hrefOf={(tag) => hrefOf({ q: printTagSearch(tag) })}
        onSelect={(tag) => onVisit({ mailbox: undefined, q: printTagSearch(tag) })}
        onOpenRules={() => onShow('tag-rules')}
      />
    </MailboxNav>
  )
}

/** What the app shows while the settings of mail clients are the place. */
import type { MailClientNavProps } from './features/mail-client/mail-client-nav.tsx'
import type { ShortcutHandlers } from './features/shortcuts/use-shortcuts.ts'
import { loadLater } from './lib/load-later.ts'
import type { useRoutes } from './routes.ts'
import { mailClientTexts } from './texts/mail-client.ts'
import { type ColumnsProps, useLayout } from './ui/columns.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { NONE_OF_MAIL } from './use-sessions.tsx'

const MailClientPage = loadLater(async () => (await import('./features/mail-client/mail-client-page.tsx')).MailClientPage)

interface MailClientOptions extends Pick<ReturnType<typeof useRoutes>, 'view' | 'go' | 'hrefOf'> {
  mailboxNames: readonly string[]
  /** Opens and closes the sidebar where it is a drawer. */
  onMenu: (open: boolean) => void
}

interface MailClient {
  /** For the sidebar. */
  nav: MailClientNavProps
  /** In place of those of the mail; undefined while something else is the place. */
  columns: Pick<ColumnsProps, 'list' | 'reader' | 'reading' | 'listOnly' | 'onBack'> | undefined
  shortcuts: Partial<ShortcutHandlers>
}

export function useMailClient({ view, go, hrefOf, mailboxNames, onMenu }: MailClientOptions): MailClient {
  const { navIsDrawer } = useLayout()
  const current = view.place === 'mail-client'
  const show = () => {
    onMenu(false)
    go({ place: 'mail-client', mailbox: view.mailbox })
  }
  const nav = { current, href: hrefOf({ place: 'mail-client', mailbox: view.mailbox }), onSelect: show }
  if (!current) return { nav, columns: undefined, shortcuts: {} }
  return {
    nav,
    columns: {
      list: (
        <ErrorBoundary title={mailClientTexts.failed} resetKey="mail-client">
          <MailClientPage
            key={view.mailbox}
            mailbox={view.mailbox}
            mailboxNames={mailboxNames}
            onMenu={navIsDrawer ? () => onMenu(true) : undefined}
          />
        </ErrorBoundary>
      ),
      reader: null,
      reading: false,
      listOnly: true,
      onBack: () => undefined,
    },
    shortcuts: { ...NONE_OF_MAIL, search: undefined, narrow: undefined },
  }
}

/** How to read with a mail client what is here: whose mail, the settings, and where each client wants them typed. */
import { useQuery } from '@tanstack/react-query'
import { Menu } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { makeClientSettings } from '../../../shared/client-settings/client-settings.ts'
import { useApi } from '../../api/api.ts'
import { infoQuery } from '../../api/info-queries.ts'
import { signInQuery } from '../../api/sign-in.ts'
import { isFocusGone } from '../../lib/gone-focus.ts'
import { appTexts } from '../../texts/app.ts'
import { mailClientTexts as texts } from '../../texts/mail-client.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { AutomaticSetup } from './automatic-setup.tsx'
import { ClientGuides } from './client-guides.tsx'
import { Hints } from './hints.tsx'
import { chooseLogin, LoginChooser } from './login-chooser.tsx'
import { ServerCards } from './server-cards.tsx'

export interface MailClientPageProps {
  /** Whose settings are shown first. */
  mailbox: string | undefined
  mailboxNames: readonly string[]
  /** Given when the sidebar is a drawer. */
  onMenu: (() => void) | undefined
}

export function MailClientPage({ mailbox, mailboxNames, onMenu }: MailClientPageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isFocusGone()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b px-4">
        {onMenu && (
          <IconButton icon={Menu} label={appTexts.mailboxes} className="-ml-2" data-testid="open-nav" onClick={onMenu} />
        )}
        <h2 ref={heading} tabIndex={-1} className="min-w-0 truncate font-semibold text-base">
          {texts.title}
        </h2>
      </header>
      <ScrollRegion aria-label={texts.title} data-testid="mail-client" className="overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-5 px-4 py-6 sm:px-8">
          <p className="max-w-xl text-muted">{texts.help}</p>
          <Settings mailbox={mailbox} mailboxNames={mailboxNames} />
        </div>
      </ScrollRegion>
    </>
  )
}

function Settings({ mailbox, mailboxNames }: Pick<MailClientPageProps, 'mailbox' | 'mailboxNames'>) {
  const { client, signIn } = useApi()
  const [choice, setChoice] = useState(() => chooseLogin(mailbox, mailboxNames))
  const { data: info, error, refetch } = useQuery(infoQuery(client))
  const { data: signedIn } = useQuery(signInQuery(signIn))
  if (error) return <ErrorNote title={texts.failed} error={error} onRetry={() => void refetch()} />
  if (!info || !signedIn) return <div className="h-80" aria-busy="true" />

  // Who signs in with a name of their own says behind it whose mail they ask for, unless that is theirs.
  const user = signedIn.required && signedIn.hasUsers ? signedIn.name : undefined
  const login = user === undefined || user === choice.login ? choice.login : `${choice.login}*${user}`
  const settings = makeClientSettings({ info, host: location.hostname, login, asksPassword: signedIn.required })
  const { incoming } = settings
  return (
    <>
      <LoginChooser choice={choice} mailboxNames={mailboxNames} onChange={setChoice} />
      {incoming.length === 0 && (
        <p className="rounded-lg border border-line bg-warning-soft px-4 py-2.5 text-warning" data-testid="mail-client-off">
          {texts.off}
        </p>
      )}
      <ServerCards settings={settings} />
      <Hints info={info} settings={settings} user={user} isClosed={signedIn.required} />
      {incoming.length > 0 && (
        <>
          <ClientGuides settings={settings} login={login} />
          <AutomaticSetup settings={settings} login={login} />
        </>
      )}
    </>
  )
}

/** What a newcomer sees first: where to send mail, and a way to see the whole loop at once. */
import { Send } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useApi } from '../../api/api.ts'
import { connectTexts as texts } from '../../texts/connect.ts'
import { mailClientTexts } from '../../texts/mail-client.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Logo } from '../../ui/logo.tsx'
import { showError } from '../../ui/toast.tsx'
import { ConnectGuide } from './connect-guide.tsx'

export interface EmptyStateProps {
  mailbox: string | undefined
  /** What was here is gone by itself. */
  hadMail: boolean
  /** The way to the settings of mail clients. */
  mailClient: { href: string; onSelect: () => void }
  note: ReactNode
}

export function EmptyState({ mailbox, hadMail, mailClient, note }: EmptyStateProps) {
  const [before, link, after] = mailClientTexts.invite
  return (
    <section data-testid="empty-state" aria-labelledby="empty-title" className="fade-in min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-center px-4 py-10 sm:px-8">
        <Logo className="mb-5 size-11" />
        <div className="mb-6 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
          <div className="max-w-lg">
            <h2 id="empty-title" className="font-semibold text-2xl tracking-tight">
              {mailbox !== undefined ? texts.emptyMailbox(mailbox) : hadMail ? texts.waitingAgain : texts.waiting}
            </h2>
            <p className="mt-1.5 text-base text-muted">
              {mailbox === undefined ? texts.waitingHelp : texts.emptyMailboxHelp(mailbox)}
            </p>
          </div>
          {mailbox === undefined && <SendSample />}
        </div>
        {note}
        <ConnectGuide mailbox={mailbox} />
        <p className="mt-4 text-muted text-xs">{mailbox === undefined ? texts.sampleHelp : texts.filesHelp}</p>
        <p className="mt-1 text-muted text-xs">
          {before}
          <AppLink href={mailClient.href} onFollow={mailClient.onSelect} className="text-accent underline underline-offset-2">
            {link}
          </AppLink>
          {after}
        </p>
      </div>
    </section>
  )
}

function SendSample() {
  const { client } = useApi()
  const [sending, setSending] = useState(false)

  async function send(): Promise<void> {
    setSending(true)
    try {
      await client.sendSample()
    } catch (error) {
      showError(texts.sampleFailed, error)
    } finally {
      setSending(false)
    }
  }

  return (
    <Button look="primary" data-testid="send-sample" disabled={sending} onClick={() => void send()}>
      <Send aria-hidden strokeWidth={1.75} />
      {texts.sendSample}
    </Button>
  )
}

/** How to point an app here: the values, then the lines to paste. */
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api.ts'
import { findSmtpAddress, infoQuery } from '../../api/info-queries.ts'
import { connectTexts } from '../../texts/connect.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ConnectionSettings } from './connection-settings.tsx'
import { SnippetTabs } from './snippet-tabs.tsx'
import { TlsSettings } from './tls-settings.tsx'

/** @param mailbox the one that the mail is to come to, by the user name of its sender */
export function ConnectGuide({ mailbox }: { mailbox?: string | undefined }) {
  const { client } = useApi()
  const { data, error, isPending, refetch } = useQuery(infoQuery(client))
  if (isPending) return <div className="h-80" aria-busy="true" />
  if (error) return <ErrorNote title={connectTexts.failed} error={error} onRetry={() => void refetch()} />
  const smtp = findSmtpAddress(data, location.hostname)
  if (!smtp) return <p className="text-muted">{connectTexts.noSmtp}</p>
  return (
    <div className="flex flex-col gap-3">
      <ConnectionSettings smtp={smtp} auth={data.smtpAuth} mailbox={mailbox} />
      <TlsSettings info={data} baseUrl={client.baseUrl} />
      <SnippetTabs smtp={smtp} />
    </div>
  )
}

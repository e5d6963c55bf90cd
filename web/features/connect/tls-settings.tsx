/** Where TLS is spoken, and what an app is to trust for that; nothing without TLS. */
import type { ServerInfo } from '../../../shared/model/server-info.ts'
import { connectTexts as texts } from '../../texts/connect.ts'
import { CaLink } from '../../ui/ca-link.tsx'

export function TlsSettings({ info: { listeners, tls }, baseUrl }: { info: ServerInfo; baseUrl: string }) {
  const smtp = listeners.find(({ protocol, security }) => protocol === 'smtp' && security === 'starttls')
  const smtps = listeners.find(({ protocol }) => protocol === 'smtps')
  if (!smtp || !tls) return null
  return (
    <div data-testid="connect-tls" className="rounded-lg border border-line bg-surface px-4 py-2.5 text-left">
      <p className="text-2xs text-faint">{texts.tls}</p>
      <p className="text-sm">{smtps ? texts.startTlsOr(smtp.port, smtps.port) : texts.startTls(smtp.port)}</p>
      {tls.hasAuthority && (
        <p className="mt-0.5 text-muted text-xs">
          <CaLink text={texts.trust} label={texts.ca} baseUrl={baseUrl} />
        </p>
      )}
      {tls.profile !== 'valid' && <p className="mt-0.5 text-warning text-xs">{texts.profile[tls.profile]}</p>}
    </div>
  )
}

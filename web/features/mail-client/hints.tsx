/** What may stand in the way: TLS and its CA, who must sign in, and from where the servers are reached. */
import type { ClientSettings } from '../../../shared/client-settings/client-settings.ts'
import type { ServerInfo } from '../../../shared/model/server-info.ts'
import { useApi } from '../../api/api.ts'
import { mailClientTexts as texts } from '../../texts/mail-client.ts'
import { CaLink } from '../../ui/ca-link.tsx'
import { SettingsText } from '../../ui/settings-text.tsx'

interface HintsProps {
  info: ServerInfo
  settings: ClientSettings
  /** Who is signed in, by a name that mail clients sign in with too. */
  user: string | undefined
  /** Not everybody is let in. */
  isClosed: boolean
}

export function Hints({ info, settings: { incoming }, user, isClosed }: HintsProps) {
  const { client } = useApi()
  if (incoming.length === 0) return null
  const isClear = incoming.every(({ security }) => security === 'none')
  const isLocal = info.listeners.every(({ protocol, host }) => protocol === 'http' || LOOPBACK.test(host))
  return (
    <ul data-testid="mail-client-hints" className="flex list-disc flex-col gap-1 pl-4 text-muted text-xs">
      {isClosed && <li>{texts.access(user)}</li>}
      {info.tls?.hasAuthority && !isClear && (
        <li>
          <CaLink text={texts.trust} label={texts.ca} baseUrl={client.baseUrl} />
        </li>
      )}
      {info.tls && info.tls.profile !== 'valid' && !isClear && (
        <li className="text-warning">
          <SettingsText text={texts.profile[info.tls.profile]} />
        </li>
      )}
      {isClear && (
        <li>
          <SettingsText text={texts.clear} />
        </li>
      )}
      <li>
        <SettingsText text={isLocal ? texts.local : texts.elsewhere} />
      </li>
    </ul>
  )
}

const LOOPBACK = /^(localhost|127\.|::1$)/

/** The values an app needs, each to be copied alone. */
import type { ServerInfo } from '../../../shared/model/server-info.ts'
import type { SmtpAddress } from '../../api/info-queries.ts'
import { cx } from '../../lib/cx.ts'
import { connectTexts as texts } from '../../texts/connect.ts'
import { CopyButton } from '../../ui/copy-button.tsx'

export interface ConnectionSettingsProps {
  smtp: SmtpAddress
  auth: ServerInfo['smtpAuth']
  mailbox: string | undefined
}

export function ConnectionSettings({ smtp, auth, mailbox }: ConnectionSettingsProps) {
  // Where users are listed, a name of one's own choosing is refused.
  const userName = auth.anyCredentials && auth.offered !== 'never' ? mailbox : undefined
  return (
    <dl className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface text-left sm:grid-cols-[1.4fr_1fr_1.6fr] sm:divide-x sm:divide-y-0">
      <Value name={texts.host} value={smtp.host} copyLabel={texts.copyHost} />
      <Value name={texts.port} value={String(smtp.port)} copyLabel={texts.copyPort} />
      {userName === undefined ? (
        <Value name={texts.login} value={loginText(auth)} />
      ) : (
        <Value name={texts.userName} value={userName} copyLabel={texts.copyUserName} />
      )}
    </dl>
  )
}

function loginText({ required, offered, anyCredentials }: ServerInfo['smtpAuth']): string {
  if (offered === 'never') return texts.noLogin
  if (anyCredentials) return required ? texts.anyLoginRequired : texts.anyLogin
  return required ? texts.knownLoginRequired : texts.knownLogin
}

function Value({ name, value, copyLabel }: { name: string; value: string; copyLabel?: (value: string) => string }) {
  return (
    <div className="min-w-0 py-2.5 pr-2 pl-4">
      <dt className="text-2xs text-faint">{name}</dt>
      <dd className="flex items-center gap-2">
        <span className={cx('min-w-0 grow truncate text-sm', copyLabel && 'font-medium font-mono')} title={value}>
          {value}
        </span>
        {copyLabel && <CopyButton text={value} label={copyLabel(value)} className="relative -top-2 -my-1.5" />}
      </dd>
    </div>
  )
}

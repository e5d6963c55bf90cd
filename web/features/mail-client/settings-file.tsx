/** Downloads a file of settings. */
import { Download } from 'lucide-react'
import { useApi } from '../../api/api.ts'
import { cx } from '../../lib/cx.ts'
import { buttonClass } from '../../ui/button.tsx'

interface SettingsFileProps {
  ending: 'mobileconfig' | 'muttrc' | 'zone'
  login: string
  label: string
}

export function SettingsFile({ ending, login, label }: SettingsFileProps) {
  const { client } = useApi()
  return (
    <a
      href={`${client.baseUrl}api/client-settings.${ending}?${new URLSearchParams({ login })}`}
      download={`mailmitt.${ending}`}
      data-testid={`download-${ending}`}
      className={cx(buttonClass('plain'), 'self-start')}
    >
      <Download aria-hidden strokeWidth={1.75} />
      {label}
    </a>
  )
}

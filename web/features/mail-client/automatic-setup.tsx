/** For a domain of one's own: what leads mail clients here by themselves. */
import { useId } from 'react'
import type { ClientSettings } from '../../../shared/client-settings/client-settings.ts'
import { writeSrvRecords } from '../../../shared/client-settings/srv-records.ts'
import { mailClientTexts as texts } from '../../texts/mail-client.ts'
import { CodeBlock } from './code-block.tsx'
import { SettingsFile } from './settings-file.tsx'

export function AutomaticSetup({ settings, login }: { settings: ClientSettings; login: string }) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} data-testid="automatic-setup" className="flex flex-col gap-3">
      <h3 id={heading} className="font-semibold">
        {texts.automatic}
      </h3>
      <p className="text-muted wrap-anywhere">{texts.automaticHelp}</p>
      <CodeBlock label={texts.records} copyLabel={texts.copyRecords} text={writeSrvRecords(settings)} />
      <SettingsFile ending="zone" login={login} label={texts.downloadRecords} />
    </section>
  )
}

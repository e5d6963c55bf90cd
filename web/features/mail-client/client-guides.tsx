/** Where each mail client wants the settings typed. */
import type { ClientSettings } from '../../../shared/client-settings/client-settings.ts'
import { writeMuttrc } from '../../../shared/client-settings/muttrc.ts'
import { mailClientTexts as texts } from '../../texts/mail-client.ts'
import { RememberedTabs } from '../../ui/remembered-tabs.tsx'
import { CodeBlock } from './code-block.tsx'
import { SettingsFile } from './settings-file.tsx'

const GUIDES = ['thunderbird', 'apple', 'outlook', 'mutt', 'k9', 'windows'] as const

export function ClientGuides({ settings, login }: { settings: ClientSettings; login: string }) {
  return (
    <RememberedTabs
      label={texts.clients}
      storedAs="mail-client"
      tabs={GUIDES.map((id) => ({ id, label: texts.guides[id].label }))}
    >
      {({ id: name }) => (
        <div data-testid={`guide-${name}`} className="flex flex-col gap-3 p-4">
          <ol className="flex list-decimal flex-col gap-1.5 pl-4 wrap-anywhere">
            {texts.guides[name].steps(settings.emailAddress).map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          {name === 'apple' && <SettingsFile ending="mobileconfig" login={login} label={texts.downloadProfile} />}
          {name === 'mutt' && (
            <>
              <CodeBlock label={texts.muttrc} copyLabel={texts.copyMuttrc} text={writeMuttrc(settings) ?? ''} />
              <SettingsFile ending="muttrc" login={login} label={texts.downloadMuttrc} />
            </>
          )}
        </div>
      )}
    </RememberedTabs>
  )
}

/** Where each mail client wants the settings typed. The choice is remembered: people come back with the same one. */
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import type { ClientSettings } from '../../../shared/client-settings/client-settings.ts'
import { writeMuttrc } from '../../../shared/client-settings/muttrc.ts'
import { readStored, writeStored } from '../../lib/storage.ts'
import { mailClientTexts as texts } from '../../texts/mail-client.ts'
import { CodeBlock } from './code-block.tsx'
import { SettingsFile } from './settings-file.tsx'

const GUIDES = ['thunderbird', 'apple', 'outlook', 'mutt', 'k9', 'windows'] as const

export function ClientGuides({ settings, login }: { settings: ClientSettings; login: string }) {
  const [chosen, setChosen] = useState<string>(() => GUIDES.find((name) => name === readStored('mail-client')) ?? GUIDES[0])

  function choose(name: string): void {
    setChosen(name)
    writeStored('mail-client', name)
  }

  return (
    <Tabs.Root value={chosen} onValueChange={choose} className="overflow-hidden rounded-lg border border-line bg-surface">
      <Tabs.List
        aria-label={texts.clients}
        className="flex gap-0.5 overflow-x-auto border-line border-b p-1.5 [scrollbar-width:none] sm:flex-wrap"
      >
        {GUIDES.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="h-7 shrink-0 rounded-(--radius-control) px-2 text-muted text-xs transition-colors hover:text-text focus-visible:outline-offset-[-2px] data-[state=active]:bg-selected data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {texts.guides[name].label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {GUIDES.map((name) => (
        <Tabs.Content key={name} value={name} tabIndex={-1} data-testid={`guide-${name}`} className="flex flex-col gap-3 p-4">
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
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}

/** The ready lines, one tab for each framework. The choice is remembered: people come back with the same app. */
import { Tabs } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import type { SmtpAddress } from '../../api/info-queries.ts'
import { readStored, writeStored } from '../../lib/storage.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { connectTexts } from '../../texts/connect.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { SNIPPETS } from './snippets.ts'

export function SnippetTabs({ smtp }: { smtp: SmtpAddress }) {
  const [chosen, setChosen] = useState(() => SNIPPETS.find(({ id }) => id === readStored('snippet'))?.id ?? 'nodemailer')

  function choose(id: string): void {
    setChosen(id)
    writeStored('snippet', id)
  }

  return (
    <Tabs.Root value={chosen} onValueChange={choose} className="overflow-hidden rounded-lg border border-line bg-surface">
      <Tabs.List
        aria-label={connectTexts.frameworks}
        className="flex gap-0.5 overflow-x-auto border-line border-b p-1.5 [scrollbar-width:none] sm:flex-wrap"
      >
        {SNIPPETS.map(({ id, label }) => (
          <Tabs.Trigger
            key={id}
            value={id}
            className="h-7 shrink-0 rounded-(--radius-control) px-2 text-muted text-xs transition-colors hover:text-text focus-visible:outline-offset-[-2px] data-[state=active]:bg-selected data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {SNIPPETS.map(({ id, file, code }) => {
        const text = code(smtp)
        return (
          <Tabs.Content key={id} value={id} tabIndex={-1} className="relative">
            <p className="px-4 pt-3 text-2xs text-faint">{file}</p>
            <ScrollRegion aria-label={file} className="overflow-x-auto">
              <pre
                className="w-fit px-4 pt-1.5 pb-4 text-left font-mono text-text text-xs leading-5"
                data-testid={`snippet-${id}`}
              >
                {emphasise(text, smtp)}
              </pre>
            </ScrollRegion>
            <CopyButton text={text} label={connectTexts.copyLines(file)} className="absolute top-1.5 right-1.5 bg-surface" />
          </Tabs.Content>
        )
      })}
    </Tabs.Root>
  )
}

/** Colours the two values that matter, so that people see what to look for in their own settings. */
function emphasise(code: string, { host, port }: SmtpAddress): ReactNode[] {
  const escaped = host.replace(/[.[\]]/g, '\\$&')
  const pieces = code.split(new RegExp(`(\\b${escaped}\\b|\\b${port}\\b)`))
  return withKeys(pieces, (piece) => piece).map(({ key, item: piece }) =>
    piece === host || piece === String(port) ? (
      <span key={key} className="font-medium text-accent">
        {piece}
      </span>
    ) : (
      piece
    ),
  )
}

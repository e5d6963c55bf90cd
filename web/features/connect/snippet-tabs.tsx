/** The ready lines, one tab for each framework. */
import type { ReactNode } from 'react'
import type { SmtpAddress } from '../../api/info-queries.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { connectTexts } from '../../texts/connect.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { RememberedTabs } from '../../ui/remembered-tabs.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { SNIPPETS } from './snippets.ts'

export function SnippetTabs({ smtp }: { smtp: SmtpAddress }) {
  return (
    <RememberedTabs label={connectTexts.frameworks} storedAs="snippet" tabs={SNIPPETS}>
      {({ id, file, code }) => {
        const text = code(smtp)
        return (
          <div className="relative">
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
          </div>
        )
      }}
    </RememberedTabs>
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

/** The link that the mail wants clicked. What its address is, is shown before it is opened; it may be opened elsewhere. */
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { LinkFound } from '../../../shared/model/link.ts'
import { useStore } from '../../lib/external-store.ts'
import { quickActionTexts as texts } from '../../texts/quick-actions.ts'
import { readerTexts } from '../../texts/reader.ts'
import { Popover } from '../../ui/popover.tsx'
import { nameOfLink, placeOfLink } from './link-name.ts'
import { LinkPanel } from './link-panel.tsx'
import { isWeb, originFor, redirects } from './open-against.ts'
import { quickActionClass } from './quick-action-class.ts'
import { useReaderKey } from './reader-keys.ts'

export function OpenLink({ links }: { links: readonly LinkFound[] }) {
  const [open, setOpen] = useState(false)
  const list = useStore(redirects)
  const [first] = links
  useReaderKey('openLink', () => first && setOpen(true))
  if (!first) return null
  const origin = isWeb(first.href) ? originFor(first.host, list) : undefined
  const name = nameOfLink(first)
  const label = name === undefined ? texts.openPlace(placeOfLink(first)) : texts.open(name)
  const leadsTo = origin === undefined ? name !== undefined && first.host : `→ ${new URL(origin).host}`
  return (
    <Popover
      label={label}
      align="start"
      open={open}
      onOpenChange={setOpen}
      testId="link-panel"
      trigger={
        <button type="button" data-testid="open-link" title={readerTexts.withKey(first.href, 'o')} className={quickActionClass}>
          <ExternalLink aria-hidden strokeWidth={1.75} />
          <span className="truncate" dir="auto">
            {label}
          </span>
          {leadsTo && <span className="truncate text-faint text-xs">{leadsTo}</span>}
        </button>
      }
    >
      <LinkPanel links={links} onOpened={() => setOpen(false)} />
    </Popover>
  )
}

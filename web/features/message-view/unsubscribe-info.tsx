/** How a reader gets off the list: as text, since such an address may act as soon as it is opened. */
import { MailX } from 'lucide-react'
import { useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { quickActionTexts as texts } from '../../texts/quick-actions.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { quickActionClass } from './quick-action-class.ts'

const MAX_ADDRESSES = 10

export function UnsubscribeInfo({ message: { listUnsubscribe, links } }: { message: Message }) {
  const [open, setOpen] = useState(false)
  const inText = links.filter(({ kind }) => kind === 'unsubscribe').map(({ href }) => href)
  const addresses = listUnsubscribe?.urls ?? inText
  if (addresses.length === 0) return null
  return (
    <Popover
      label={texts.unsubscribe}
      align="start"
      open={open}
      onOpenChange={setOpen}
      testId="unsubscribe-info"
      trigger={
        <button type="button" data-testid="unsubscribe" className={quickActionClass}>
          <MailX aria-hidden strokeWidth={1.75} />
          {texts.unsubscribe}
        </button>
      }
    >
      <p className="text-muted text-xs">
        {!listUnsubscribe ? texts.noField : listUnsubscribe.oneClick ? texts.oneClick : texts.notOneClick}
      </p>
      <ul className="py-2">
        {withKeys(addresses.slice(0, MAX_ADDRESSES), (address) => address).map(({ key, item: address }) => (
          <li key={key} className="flex items-start gap-2 border-line border-t py-1.5 last:border-b">
            <code className="min-w-0 grow py-1.5 font-mono text-xs break-all" dir="ltr">
              {address}
            </code>
            <CopyButton text={address} label={texts.copyAddress} />
          </li>
        ))}
      </ul>
      <p className="text-faint text-xs">{texts.neverOpened}</p>
    </Popover>
  )
}

/** Subject, from and to, when and how large: what a person checks before reading. */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Address } from '../../../shared/model/address.ts'
import type { Message } from '../../../shared/model/message.ts'
import { cx } from '../../lib/cx.ts'
import { formatQuantity, formatSize } from '../../lib/format-number.ts'
import { formatAbsoluteTime, formatPreciseTime } from '../../lib/format-time.ts'
import { isFocusLost } from '../../lib/take-lost-focus.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { headingTexts as texts } from '../../texts/heading.ts'
import { Tip } from '../../ui/tip.tsx'
import { FindingsButton } from './findings-button.tsx'

/** More recipients than this stand behind a button. */
const SHOWN_RECIPIENTS = 4

interface MessageHeadingProps {
  message: Message
  takeFocus: boolean
  onFindings: () => void
  /** Shown beside when it came and how large it is. */
  children: ReactNode
}

export function MessageHeading({ message, takeFocus, onFindings, children }: MessageHeadingProps) {
  const { subject, from, to, cc, bcc, envelope, findings, receivedAt, sizeOctets, mailbox } = message
  const [expanded, setExpanded] = useState(false)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takeFocus && isFocusLost()) title.current?.focus({ preventScroll: true })
  }, [takeFocus])

  const named = [...to, ...cc]
  const recipients = named.length > 0 ? named : envelope.forwardPaths.map((addrSpec) => ({ displayName: '', addrSpec }))
  const blind = named.length > 0 ? bcc : []
  const shown = expanded ? recipients : recipients.slice(0, SHOWN_RECIPIENTS)

  return (
    <header className="flex shrink-0 flex-col gap-1 px-5 pt-4 pb-2.5 max-sm:px-4">
      <h2
        ref={title}
        tabIndex={-1}
        dir="auto"
        title={subject}
        className={cx('line-clamp-3 font-semibold text-lg tracking-tight wrap-anywhere', !subject && 'text-faint italic')}
      >
        {subject || texts.noSubject}
      </h2>
      <div className="text-muted wrap-anywhere" data-testid="recipients">
        {/* With the focus, keys scroll it (WCAG 2.1.1). */}
        <p tabIndex={expanded ? 0 : undefined} className={expanded ? 'max-h-32 overflow-y-auto' : 'inline'}>
          <Sender from={from} reversePath={envelope.reversePath} />
          <span className="text-faint" aria-hidden="true">
            {' → '}
          </span>
          <span className="sr-only"> {texts.to} </span>
          {recipients.length === 0 && <span className="text-faint">{texts.noRecipients}</span>}
          {withKeys(shown, ({ addrSpec }) => addrSpec).map(({ key, item }, index) => (
            <span key={key}>
              {index > 0 && ', '}
              <Recipient address={item} />
            </span>
          ))}
        </p>
        {recipients.length > SHOWN_RECIPIENTS && (
          <button
            type="button"
            aria-expanded={expanded}
            data-testid="all-recipients"
            className={cx('rounded text-accent hover:underline', !expanded && 'ml-1.5')}
            onClick={() => setExpanded(!expanded)}
          >
            {expanded ? texts.fewerRecipients(recipients.length) : texts.moreRecipients(recipients.length - shown.length)}
          </button>
        )}
        {blind.length > 0 && (
          <Tip label={blind.map(({ addrSpec }) => addrSpec).join(', ')}>
            <button
              type="button"
              className="ml-2 rounded bg-warning-soft px-1.5 text-warning text-xs"
              data-testid="blind-recipients"
            >
              {texts.blind(blind.length)}
            </button>
          </Tip>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="flex flex-wrap gap-x-1.5 text-faint text-xs tabular-nums">
          <time dateTime={receivedAt} title={formatAbsoluteTime(receivedAt)}>
            {formatPreciseTime(receivedAt, Date.now())}
          </time>
          <Dot />
          <span title={`${formatQuantity(sizeOctets, 'octet')}`}>{formatSize(sizeOctets)}</span>
          <Dot />
          <span>{texts.mailbox(mailbox)}</span>
          {findings.length > 0 && (
            <>
              <Dot />
              <FindingsButton findings={findings} onOpen={onFindings} />
            </>
          )}
        </p>
        {children}
      </div>
    </header>
  )
}

function Sender({ from, reversePath }: { from: readonly Address[]; reversePath: string }) {
  const [first, ...rest] = from
  if (!first) return <span className="text-text">{reversePath || texts.noSender}</span>
  return (
    <>
      <span className="font-medium text-text" dir="auto">
        {first.displayName || first.addrSpec}
      </span>
      {first.displayName && <span className="text-faint"> &lt;{first.addrSpec}&gt;</span>}
      {rest.length > 0 && <span title={rest.map(({ addrSpec }) => addrSpec).join(', ')}> +{rest.length}</span>}
    </>
  )
}

function Recipient({ address: { displayName, addrSpec } }: { address: Address }) {
  return (
    <span title={displayName ? `${displayName} <${addrSpec}>` : addrSpec} dir="auto" className="inline-block max-w-full">
      {addrSpec || displayName}
    </span>
  )
}

function Dot() {
  return <span aria-hidden="true">·</span>
}

/** This message beside another: what of header fields, text, HTML and parts differs. */
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Check, GitCompareArrows } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { diffQuery } from '../../api/diff-queries.ts'
import { messageQuery } from '../../api/message-queries.ts'
import { readAnchor, toAnchor } from '../../lib/anchor.ts'
import { formatAbsoluteTime } from '../../lib/format-time.ts'
import { readStored, writeStored } from '../../lib/storage.ts'
import { takeLostFocus } from '../../lib/take-lost-focus.ts'
import { compareTexts as texts } from '../../texts/compare.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { CompareChooser } from './compare-chooser.tsx'
import { DiffView } from './diff-view.tsx'
import type { TabName } from './tabs.ts'

const STORED = 'compare-mask'

interface CompareTabProps {
  message: Message
  anchor: string | undefined
  onTab: (tab: TabName, anchor?: string, replace?: boolean) => void
}

export function CompareTab({ message, anchor, onTab }: CompareTabProps) {
  const otherId = readAnchor(anchor, 'with')
  const [masked, setMasked] = useState(() => readStored(STORED) !== 'off')
  const region = useRef<HTMLElement>(null)
  const wasChosen = useRef(false)
  // The button that chose the other message is gone, or the one that chooses anew.
  useEffect(() => {
    if (otherId !== undefined || wasChosen.current) takeLostFocus(region.current)
    wasChosen.current = otherId !== undefined
  }, [otherId])
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="compare">
      <div data-testid="compare-bar" className="flex h-10 shrink-0 items-center gap-x-2 border-line border-b pr-3 pl-2">
        <IconButton icon={ArrowLeft} label={texts.close} data-testid="compare-close" onClick={() => onTab('preview')} />
        <h3 className={otherId === undefined ? 'font-semibold' : 'font-semibold @max-2xl:sr-only'}>{texts.title}</h3>
        {otherId !== undefined && (
          <>
            <Other id={otherId} />
            <button
              type="button"
              role="switch"
              aria-checked={masked}
              aria-label={texts.mask}
              title={texts.maskHint}
              data-testid="compare-mask"
              className="ml-auto flex h-7 shrink-0 items-center gap-1.5 rounded-(--radius-control) px-2 text-muted text-xs hover:bg-hover hover:text-text"
              onClick={() => {
                setMasked(!masked)
                writeStored(STORED, masked ? 'off' : undefined)
              }}
            >
              <span
                className={`flex size-3.5 items-center justify-center rounded-sm border ${masked ? 'border-accent bg-accent text-on-accent' : 'border-line-strong'}`}
                aria-hidden="true"
              >
                {masked && <Check className="size-3" strokeWidth={3} />}
              </span>
              <span aria-hidden="true">
                <span className="@2xl:hidden">{texts.maskShort}</span>
                <span className="@max-2xl:hidden">{texts.mask}</span>
              </span>
            </button>
            <IconButton
              icon={GitCompareArrows}
              label={texts.change}
              data-testid="compare-change"
              className="-mr-1"
              onClick={() => onTab('compare')}
            />
          </>
        )}
      </div>
      {otherId === undefined ? (
        <CompareChooser ref={region} message={message} onChoose={(id) => onTab('compare', toAnchor('with', id))} />
      ) : (
        <ScrollRegion ref={region} aria-label={texts.title} className="overflow-y-auto px-5 pt-4 pb-8 max-sm:px-4">
          <Comparison id={message.id} otherId={otherId} masked={masked} />
        </ScrollRegion>
      )}
    </div>
  )
}

function Other({ id }: { id: string }) {
  const { client } = useApi()
  const { data } = useQuery(messageQuery(client, id))
  return (
    <p
      className="min-w-0 grow truncate text-muted"
      title={data && `${data.subject || texts.noSubject}, ${formatAbsoluteTime(data.receivedAt)}`}
    >
      <span className="text-faint">{texts.with} </span>
      {data && (
        <>
          <span dir="auto">{data.subject || texts.noSubject}</span>
          <span className="text-faint text-xs tabular-nums">, {formatAbsoluteTime(data.receivedAt)}</span>
        </>
      )}
    </p>
  )
}

function Comparison({ id, otherId, masked }: { id: string; otherId: string; masked: boolean }) {
  const { client } = useApi()
  const { data, error, refetch } = useQuery(diffQuery(client, id, otherId, masked))
  if (error) return <ErrorNote title={texts.failed} error={error} onRetry={() => void refetch()} />
  return data ? <DiffView diff={data} /> : null
}

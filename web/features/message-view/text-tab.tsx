/** The text part as sent; beside it what the HTML says, with the differences marked. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { htmlTextQuery } from '../../api/part-queries.ts'
import { cx } from '../../lib/cx.ts'
import type { Mark } from '../../lib/find-marks.ts'
import { readStored, writeStored } from '../../lib/storage.ts'
import { textViewTexts } from '../../texts/text-view.ts'
import { Choices } from '../../ui/choices.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { PlainText } from './plain-text.tsx'
import { findDifferences } from './text-differences.ts'

const VIEWS = ['text', 'both', 'html'] as const
type View = (typeof VIEWS)[number]
const STORED = 'text-view'

const LABELS: Record<View, string> = { text: textViewTexts.asSent, both: textViewTexts.both, html: textViewTexts.html }

interface TextTabProps {
  message: Pick<Message, 'id' | 'text' | 'hasHtml'>
  needles: readonly string[]
}

export function TextTab({ message: { id, text, hasHtml }, needles }: TextTabProps) {
  const [view, setView] = useState<View>(() => VIEWS.find((each) => each === readStored(STORED)) ?? 'both')
  const shown = !hasHtml ? 'text' : text.trim() === '' ? 'html' : view
  const { client } = useApi()
  const { data: html, error, refetch } = useQuery({ ...htmlTextQuery(client, id), enabled: shown !== 'text' })
  // Lines as they are counted below.
  const [left, right] = [useMemo(() => toLines(text), [text]), useMemo(() => toLines(html ?? ''), [html])]
  const differences = useMemo(
    () => (shown === 'both' && html !== undefined ? findDifferences(left, right) : undefined),
    [shown, html, left, right],
  )
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      {hasHtml && text.trim() !== '' && (
        <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-4 border-line border-b px-3 py-1 max-sm:px-2">
          <Choices
            label={textViewTexts.view}
            testId="text-view"
            value={view}
            choices={VIEWS.map((each) => ({ value: each, label: LABELS[each] }))}
            onChange={(next) => {
              setView(next)
              writeStored(STORED, next === 'both' ? undefined : next)
            }}
          />
          {shown === 'both' && (
            <p role="status" className="min-w-0 truncate px-2.5 text-faint text-xs tabular-nums" data-testid="text-differences">
              {html === undefined ? !error && textViewTexts.comparing : tell(differences)}
            </p>
          )}
        </div>
      )}
      <div className={cx('flex min-h-0 flex-1', shown === 'both' && 'flex-col @2xl:flex-row')}>
        {shown !== 'html' && (
          <Side label={textViewTexts.partLabel} copy={textViewTexts.copy} text={left}>
            <PlainText text={left} needles={needles} differences={differences?.left} />
          </Side>
        )}
        {shown !== 'text' && (
          <Side
            label={textViewTexts.htmlLabel}
            copy={textViewTexts.copyHtml}
            text={right}
            className={cx(shown === 'both' && 'border-line border-t @2xl:border-t-0 @2xl:border-l')}
          >
            {error ? (
              <ErrorNote title={textViewTexts.loadFailed} error={error} onRetry={() => void refetch()} />
            ) : (
              html !== undefined && (
                <PlainText
                  text={right}
                  needles={needles}
                  differences={differences?.right}
                  label={textViewTexts.htmlLabel}
                  testId="html-text"
                />
              )
            )}
          </Side>
        )}
      </div>
    </div>
  )
}

interface SideProps {
  label: string
  copy: string
  text: string
  className?: string
  children: React.ReactNode
}

function Side({ label, copy, text, className, children }: SideProps) {
  return (
    <div className={cx('flex min-h-0 min-w-0 flex-1 flex-col', className)}>
      <div className="-mb-3 flex h-9 shrink-0 items-center justify-between pr-2 pl-5 max-sm:pl-4">
        <h3 className="text-faint text-xs">{label}</h3>
        {text !== '' && <CopyButton text={text} label={copy} />}
      </div>
      {children}
    </div>
  )
}

function toLines(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

function tell(differences: { left: Mark[]; right: Mark[] } | undefined): string {
  if (!differences) return textViewTexts.tooDifferent
  const { left, right } = differences
  return left.length + right.length === 0 ? textViewTexts.same : textViewTexts.differ(left.length, right.length)
}

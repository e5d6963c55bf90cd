/** Which message to compare with: likely ones at once, any other by a search. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type RefObject, useDeferredValue, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { candidatesQuery } from '../../api/diff-queries.ts'
import { formatFirstOf, formatShortAddress } from '../../lib/format-address.ts'
import { formatAbsoluteTime } from '../../lib/format-time.ts'
import { compareTexts as texts } from '../../texts/compare.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'

interface CompareChooserProps {
  message: Message
  onChoose: (id: string) => void
  ref: RefObject<HTMLElement | null>
}

export function CompareChooser({ message, onChoose, ref }: CompareChooserProps) {
  const { client } = useApi()
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const { data, error, refetch } = useQuery({ ...candidatesQuery(client, message, q), placeholderData: keepPreviousData })
  return (
    <ScrollRegion ref={ref} aria-label={texts.choose} className="overflow-y-auto px-5 pt-4 pb-8 max-sm:px-4">
      <div className="mx-auto max-w-xl">
        <p className="font-semibold">{texts.choose}</p>
        <p className="text-muted">{texts.chooseHint}</p>
        <input
          type="search"
          aria-label={texts.search}
          placeholder={texts.searchHint}
          data-testid="compare-search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          className="mt-3 mb-2 h-8 w-full rounded-(--radius-control) border border-line-strong bg-surface px-2.5 placeholder:text-faint focus-visible:outline-offset-0"
        />
        {error ? (
          <ErrorNote title={texts.listFailed} error={error} onRetry={() => void refetch()} />
        ) : (
          <ul aria-label={texts.choose} className="rounded-lg border border-line-strong">
            {data?.map(({ id, subject, from, receivedAt }) => (
              <li key={id} className="border-line border-t first:border-t-0">
                <button
                  type="button"
                  data-testid="compare-candidate"
                  className="flex w-full flex-col px-3 py-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px]"
                  onClick={() => onChoose(id)}
                >
                  <span className="w-full truncate" dir="auto">
                    {subject || texts.noSubject}
                  </span>
                  <span className="flex w-full gap-2 text-faint text-xs">
                    <span className="min-w-0 grow truncate" dir="auto">
                      {formatFirstOf(from.map(formatShortAddress))}
                    </span>
                    <time dateTime={receivedAt} className="shrink-0 tabular-nums">
                      {formatAbsoluteTime(receivedAt)}
                    </time>
                  </span>
                </button>
              </li>
            ))}
            {data?.length === 0 && <li className="px-3 py-2 text-faint">{texts.none}</li>}
          </ul>
        )}
      </div>
    </ScrollRegion>
  )
}

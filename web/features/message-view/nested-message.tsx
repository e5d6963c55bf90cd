/** A message in a message: who wrote it to whom, what it says, and its parts. */
import { useQuery } from '@tanstack/react-query'
import type { HeaderField, Part } from '../../../shared/model/part.ts'
import { useApi } from '../../api/api.ts'
import { partHeadersQuery, partTextQuery } from '../../api/part-queries.ts'
import { cx } from '../../lib/cx.ts'
import { structureTexts as texts } from '../../texts/structure.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { Facts } from './facts.tsx'
import { flattenParts } from './source-sections.ts'

interface NestedMessageProps {
  id: string
  part: Part
}

export function NestedMessage({ id, part }: NestedMessageProps) {
  const { client } = useApi()
  const { data, error, refetch } = useQuery(partHeadersQuery(client, id, part.path))
  if (error) return <ErrorNote title={texts.loadFailed} error={error} onRetry={() => void refetch()} />
  if (!data) return null
  const fields = data.message ?? []
  const subject = valueIn(fields, 'subject')
  const textPart = flattenParts(part).find(
    ({ part: { contentType, disposition } }) => contentType === 'text/plain' && disposition !== 'attachment',
  )
  return (
    <article data-testid="nested-message" className="rounded-lg border border-line-strong">
      <h4
        className={cx('border-line border-b px-4 py-2.5 font-semibold text-base wrap-anywhere', !subject && 'text-faint italic')}
        dir="auto"
      >
        {subject || texts.noSubject}
      </h4>
      <div className="px-4 py-1.5">
        <Facts
          facts={[
            [texts.from, valueIn(fields, 'from')],
            [texts.to, valueIn(fields, 'to')],
            [texts.cc, valueIn(fields, 'cc')],
            [texts.date, valueIn(fields, 'date')],
          ]}
        />
      </div>
      {textPart && <NestedText id={id} part={textPart.part} />}
    </article>
  )
}

function NestedText({ id, part: { path, charset, charsetUsed } }: { id: string; part: Part }) {
  const { client } = useApi()
  const { data } = useQuery(partTextQuery(client, id, path, charsetUsed || charset))
  if (!data || data.text.trim() === '') return null
  return (
    <ScrollRegion aria-label={texts.text} className="max-h-80 overflow-auto border-line border-t">
      <pre dir="auto" className="whitespace-pre-wrap px-4 py-3 font-mono text-xs leading-5 wrap-anywhere">
        {data.text}
      </pre>
    </ScrollRegion>
  )
}

function valueIn(fields: readonly HeaderField[], wanted: string): string {
  return fields.find(({ name }) => name.toLowerCase() === wanted)?.value ?? ''
}

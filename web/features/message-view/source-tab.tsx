/** The exact octets that came after DATA. Only the lines on screen are decoded, so size does not matter. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { Download } from 'lucide-react'
import { useRef } from 'react'
import { useApi } from '../../api/api.ts'
import { formatCount, formatQuantity } from '../../lib/format-number.ts'
import { buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import type { OctetLines } from './octet-lines.ts'
import { FOLD_OCTETS, SourceLine } from './source-line.tsx'
import { useSource } from './use-source.ts'

const LINE_HEIGHT_PX = 20
/** Browsers end an element's height at some 17 million pixels. */
const MAX_LINES = 800_000

export function SourceTab({ id }: { id: string }) {
  const { client } = useApi()
  const { lines, done, error, retry } = useSource(id)
  if (error) return <ErrorNote title="Could not load the source" error={error} onRetry={retry} />
  if (!lines) return null
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-2 border-line border-b px-5 text-faint text-xs tabular-nums max-sm:px-4">
        <p className="min-w-0 truncate">
          {formatQuantity(lines.count, 'line')}, {formatQuantity(lines.octets, 'octet')}
          {!done && ', loading…'}
          {lines.count > MAX_LINES && `; the first ${formatCount(MAX_LINES)} lines are shown`}
        </p>
        <CopyButton text={lines.text} label="Copy the source" className="ml-auto" />
        <a href={client.urlOf(id, 'raw')} download={`${id}.eml`} className={buttonClass('quiet')}>
          <Download aria-hidden strokeWidth={1.75} />
          .eml
        </a>
      </div>
      {lines.count === 0 ? <p className="p-5 text-faint">This message has no octets.</p> : <SourceLines lines={lines} />}
    </div>
  )
}

function SourceLines({ lines }: { lines: OctetLines }) {
  const scroller = useRef<HTMLElement>(null)
  const count = Math.min(lines.count, MAX_LINES)
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT_PX,
    overscan: 20,
  })
  const gutter = `${String(count).length + 2}ch`
  const width = Math.min(lines.longestLine, FOLD_OCTETS) + 24
  return (
    <ScrollRegion ref={scroller} aria-label="Source" data-testid="source" className="overflow-auto font-mono text-xs leading-5">
      <div className="relative min-w-full" style={{ height: rows.getTotalSize(), width: `calc(${width}ch + ${gutter})` }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <SourceLine
            key={index}
            number={index + 1}
            octets={lines.at(index)}
            kind={index < lines.headerCount ? 'header' : 'body'}
            top={start}
            gutter={gutter}
          />
        ))}
      </div>
    </ScrollRegion>
  )
}

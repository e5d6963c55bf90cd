/** Parts to go to. */
import { ChevronRight } from 'lucide-react'
import type { Part } from '../../../shared/model/part.ts'
import { formatSize } from '../../lib/format-number.ts'
import { structureTexts } from '../../texts/structure.ts'
import { Button } from '../../ui/button.tsx'

const MAX_SHOWN = 50

interface PartListProps {
  label: string
  parts: readonly Part[]
  onSelect: (path: string) => void
}

export function PartList({ label, parts, onSelect }: PartListProps) {
  return (
    <ul aria-label={label} className="rounded-lg border border-line-strong">
      {parts.slice(0, MAX_SHOWN).map(({ path, contentType, filename, sizeOctets }) => (
        <li key={path} className="border-line border-t first:border-t-0">
          <Button look="quiet" className="w-full gap-2 rounded-none! text-left" onClick={() => onSelect(path)}>
            <span className="w-10 shrink-0 text-faint text-xs tabular-nums">{path}</span>
            <span className="min-w-0 grow truncate" dir="auto">
              {filename || contentType}
            </span>
            <span className="shrink-0 text-faint text-xs tabular-nums">{formatSize(sizeOctets)}</span>
            <ChevronRight className="text-faint" aria-hidden strokeWidth={1.75} />
          </Button>
        </li>
      ))}
      {parts.length > MAX_SHOWN && (
        <li className="border-line border-t px-3 py-1.5 text-faint text-xs">{structureTexts.more(parts.length - MAX_SHOWN)}</li>
      )}
    </ul>
  )
}

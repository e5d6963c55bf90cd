/** How the mail is built: its parts, and the one that is selected in full. */
import { ImageMinus } from 'lucide-react'
import { useMemo } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { readAnchor, toAnchor } from '../../lib/anchor.ts'
import { structureTexts as texts } from '../../texts/structure.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { PartDetail } from './part-detail.tsx'
import { PartTree } from './part-tree.tsx'
import { flattenParts } from './source-sections.ts'
import type { TabName } from './tabs.ts'

const MAX_NAMED = 20

interface StructureTabProps {
  message: Message
  anchor: string | undefined
  onTab: (tab: TabName, anchor?: string, replace?: boolean) => void
}

export function StructureTab({ message, anchor, onTab }: StructureTabProps) {
  const { parts: root, inlineParts } = message
  const all = useMemo(() => flattenParts(root), [root])
  const path = readAnchor(anchor, 'part')
  const part = all.find(({ part }) => part.path === path)?.part ?? root
  const select = (next: string) => onTab('structure', toAnchor('part', next), true)
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      {inlineParts.missing.length > 0 && (
        <div
          data-testid="missing-cids"
          className="flex shrink-0 flex-wrap items-center gap-x-2 border-line border-b bg-danger-soft px-5 py-1.5 text-danger text-xs max-sm:px-4"
        >
          <ImageMinus className="size-3.5 shrink-0" aria-hidden strokeWidth={1.75} />
          <p>{texts.missing(inlineParts.missing.length)}:</p>
          <code className="wrap-anywhere">
            {inlineParts.missing
              .slice(0, MAX_NAMED)
              .map((name) => `cid:${name}`)
              .join(', ')}
          </code>
        </div>
      )}
      <div className="flex min-h-0 flex-1 flex-col @4xl:flex-row">
        <div className="max-h-[40%] shrink-0 overflow-y-auto border-line border-b @4xl:max-h-none @4xl:w-96 @4xl:border-r @4xl:border-b-0">
          <PartTree root={root} inlineParts={inlineParts} selected={part.path} isSought={path !== undefined} onSelect={select} />
        </div>
        <ScrollRegion key={part.path} aria-label={texts.title} className="overflow-y-auto">
          <PartDetail message={message} part={part} onTab={onTab} />
        </ScrollRegion>
      </div>
    </div>
  )
}

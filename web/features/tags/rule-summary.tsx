/** A tag rule in one line: which mail, and which tag it gets. */
import { ArrowRight } from 'lucide-react'
import type { TagRule } from '../../../shared/model/tag.ts'
import { Chip } from '../../ui/chip.tsx'

const CODE = 'font-mono text-xs wrap-anywhere'

export function RuleSummary({ rule: { q, pattern, tag } }: { rule: Pick<TagRule, 'q' | 'pattern' | 'tag'> }) {
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
      <span className="min-w-0">
        {q !== '' && <code className={CODE}>{q}</code>}
        {q !== '' && pattern && <span className="text-faint"> and </span>}
        {pattern && (
          <>
            <span className="text-muted">{pattern.of} matches </span>
            <code className={CODE}>/{pattern.expression}/</code>
          </>
        )}
      </span>
      <span className="flex min-w-0 items-center gap-2">
        <ArrowRight className="size-3.5 shrink-0 text-faint" aria-hidden strokeWidth={1.75} />
        <span className="sr-only">gets</span>
        <Chip tone="tag" className="min-w-0 max-w-64 shrink!" title={tag}>
          <span className="truncate">{tag}</span>
        </Chip>
      </span>
    </span>
  )
}

/** A tag rule in one line: which mail, and which tag it gets. */
import { ArrowRight } from 'lucide-react'
import type { TagRule } from '../../../shared/model/tag.ts'
import { tagRuleTexts as texts } from '../../texts/tag-rules.ts'
import { Chip } from '../../ui/chip.tsx'
import { Sentence } from '../../ui/sentence.tsx'

const CODE = 'font-mono text-xs wrap-anywhere'

export function RuleSummary({ rule: { q, pattern, tag } }: { rule: Pick<TagRule, 'q' | 'pattern' | 'tag'> }) {
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
      <span className="min-w-0">
        <Sentence
          of={texts.which(
            (words) => <span className="text-muted">{words}</span>,
            q === '' ? undefined : <code className={CODE}>{q}</code>,
            pattern && { of: pattern.of, expression: <code className={CODE}>/{pattern.expression}/</code> },
          )}
        />
      </span>
      <span className="flex min-w-0 items-center gap-2">
        <ArrowRight className="size-3.5 shrink-0 text-faint" aria-hidden strokeWidth={1.75} />
        <span className="sr-only">{texts.gets}</span>
        <Chip tone="tag" className="min-w-0 max-w-64 shrink!" title={tag}>
          <span className="truncate">{tag}</span>
        </Chip>
      </span>
    </span>
  )
}

/** What a rule would give to the newest messages. */
import type { TagRuleDraft, TagTrial } from '../../../shared/model/tag.ts'
import { formatFirstOf, formatShortAddress } from '../../lib/format-address.ts'
import { formatShortTime } from '../../lib/format-time.ts'
import { useNow } from '../../lib/use-now.ts'
import { tagRuleTexts as texts } from '../../texts/tag-rules.ts'
import { Chip } from '../../ui/chip.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'

export function RuleTrial({ trial, draft }: { trial: TagTrial; draft: TagRuleDraft }) {
  const now = useNow()
  const { tagged, stopped, messages } = trial
  return (
    <section
      ref={scrollIntoView}
      aria-label={texts.result}
      data-testid="rule-trial"
      className="scroll-mb-16 rounded-(--radius-control) border border-line"
    >
      <p role="status" className="px-3 py-2">
        {describeTrial(trial, draft)}
      </p>
      {stopped > 0 && <p className="px-3 pb-2 text-warning">{texts.stopped(stopped)}</p>}
      {messages.length > 0 && (
        <ScrollRegion aria-label={texts.messages} className="max-h-48 overflow-y-auto border-line border-t">
          <ul>
            {messages.map(({ id, receivedAt, from, subject, tags }) => (
              <li key={id} className="flex items-center gap-2 border-line border-t px-3 py-1.5 first:border-t-0">
                <span className="min-w-0 grow truncate" dir="auto">
                  {subject || <span className="text-faint italic">{texts.noSubject}</span>}
                  <span className="text-faint text-xs"> {formatFirstOf(from.map(formatShortAddress))}</span>
                </span>
                <span className="flex min-w-0 max-w-1/2 shrink-0 flex-wrap justify-end gap-1">
                  {tags.map((tag) => (
                    <Chip key={tag} tone="tag" className="min-w-0 max-w-40 shrink!" title={tag}>
                      <span className="truncate">{tag}</span>
                    </Chip>
                  ))}
                </span>
                <time dateTime={receivedAt} className="w-12 shrink-0 text-right text-faint text-xs tabular-nums">
                  {formatShortTime(receivedAt, now)}
                </time>
              </li>
            ))}
            {tagged > messages.length && (
              <li className="border-line border-t px-3 py-1.5 text-faint text-xs">{texts.more(tagged - messages.length)}</li>
            )}
          </ul>
        </ScrollRegion>
      )}
    </section>
  )
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}

/** `12 of the newest 1,000 messages would get release` */
function describeTrial({ examined, tagged, more }: TagTrial, { q = '', pattern, tag }: TagRuleDraft): string {
  if (!pattern) return texts.wouldTag(tagged, more, tag.trim())
  const searched = q.trim() !== ''
  return examined === 0 ? texts.nothingToTry(searched) : texts.wouldTagSome(tagged, { examined, newest: more, searched })
}

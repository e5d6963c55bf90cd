/** The tag rules in their order: switched on and off, changed, removed with a way back. */
import { Pencil, Trash2 } from 'lucide-react'
import type { TagRule } from '../../../shared/model/tag.ts'
import { cx } from '../../lib/cx.ts'
import { tagRuleTexts as texts } from '../../texts/tag-rules.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { RuleSummary } from './rule-summary.tsx'

export interface RuleListProps {
  rules: readonly TagRule[]
  /** Those that are being removed. */
  leaving: ReadonlySet<string>
  onSwitch: (rule: TagRule, enabled: boolean) => void
  onChange: (rule: TagRule) => void
  onRemove: (rule: TagRule) => void
  onUndo: (rule: TagRule) => void
}

export function RuleList({ rules, leaving, onSwitch, onChange, onRemove, onUndo }: RuleListProps) {
  return (
    <ol aria-label={texts.title} className="-mt-2 border-line border-b">
      {rules.map((rule) => (
        <li
          key={rule.id}
          data-testid="tag-rule"
          className="flex min-h-11 items-center gap-3 border-line border-t py-1.5 first:border-t-0"
        >
          {leaving.has(rule.id) ? (
            <>
              <span className="min-w-0 grow text-faint line-through">
                <RuleSummary rule={rule} />
              </span>
              <button
                type="button"
                data-testid="undo-remove-rule"
                className="h-7 shrink-0 rounded-(--radius-control) px-2.5 font-medium text-accent hover:bg-hover"
                onClick={() => onUndo(rule)}
              >
                {texts.undo}
              </button>
            </>
          ) : (
            <>
              <input
                type="checkbox"
                aria-label={texts.use(rule.tag)}
                className="size-4 shrink-0 accent-accent"
                checked={rule.enabled}
                onChange={(event) => onSwitch(rule, event.currentTarget.checked)}
              />
              <span className={cx('min-w-0 grow', !rule.enabled && 'text-faint')}>
                <RuleSummary rule={rule} />
              </span>
              <span className="flex shrink-0">
                <IconButton icon={Pencil} label={texts.change} data-testid="change-rule" onClick={() => onChange(rule)} />
                <IconButton icon={Trash2} label={texts.remove} data-testid="remove-rule" onClick={() => onRemove(rule)} />
              </span>
            </>
          )}
        </li>
      ))}
    </ol>
  )
}

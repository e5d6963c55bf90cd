/** A tag rule between the form that people fill in and what the server takes and refuses. */
import { MailmittError } from '../../../shared/client/client.ts'
import type { TagRule, TagRuleDraft } from '../../../shared/model/tag.ts'
import { tagRuleTexts } from '../../texts/tag-rules.ts'

/** Every line of the form as it stands, also those that are not shown. */
export interface RuleForm {
  q: string
  hasPattern: boolean
  of: 'subject' | 'text' | 'header'
  headerName: string
  expression: string
  tag: string
}

export type RuleField = 'q' | 'headerName' | 'expression' | 'tag'
/** What is wrong, by line; `''` is the rule as a whole. */
export type RuleFaults = Partial<Record<RuleField | '', string>>

export function toForm(rule: TagRule | undefined, q = ''): RuleForm {
  const [, of = 'subject', headerName = ''] = /^(subject|text|header)(?::(.*))?$/.exec(rule?.pattern?.of ?? '') ?? []
  return {
    q: rule?.q ?? q,
    hasPattern: rule?.pattern !== undefined,
    of: of as RuleForm['of'],
    headerName,
    expression: rule?.pattern?.expression ?? '',
    tag: rule?.tag ?? '',
  }
}

export function toDraft({ q, hasPattern, of, headerName, expression, tag }: RuleForm, enabled: boolean): TagRuleDraft {
  const place = of === 'header' ? `header:${headerName.trim()}` : of
  return { q, ...(hasPattern && { pattern: { of: place, expression } }), tag, enabled }
}

/** What need not be asked of the server. */
export function findGaps({ q, hasPattern, of, headerName, expression, tag }: RuleForm): RuleFaults {
  const { gaps } = tagRuleTexts
  return {
    ...(q.trim() === '' && !hasPattern && { q: gaps.q }),
    ...(hasPattern && of === 'header' && headerName.trim() === '' && { headerName: gaps.headerName }),
    ...(hasPattern && expression === '' && { expression: gaps.expression }),
    ...(tag.trim() === '' && { tag: gaps.tag }),
  }
}

const FIELDS: Record<string, RuleField> = {
  '/body/q': 'q',
  '/body/pattern/of': 'headerName',
  '/body/pattern/expression': 'expression',
  '/body/tag': 'tag',
}

/** Where the server says what it will not take. */
export function readFaults(error: unknown): RuleFaults {
  const faults: RuleFaults = {}
  for (const { pointer, detail } of (error instanceof MailmittError && error.problem?.errors) || [])
    faults[FIELDS[pointer] ?? ''] ??= detail
  if (Object.keys(faults).length > 0) return faults
  return { '': error instanceof Error ? error.message : String(error) }
}

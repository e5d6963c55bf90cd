/** Makes or changes a tag rule. It can be tried first: that changes nothing. */
import { type SyntheticEvent, useId, useState } from 'react'
import type { MAX_TAG_CHARACTERS } from '../../../shared/model/limits.ts'
import type { TagRule, TagRuleDraft, TagTrial } from '../../../shared/model/tag.ts'
import { useApi } from '../../api/api.ts'
import { cx } from '../../lib/cx.ts'
import { readSearch } from '../../lib/read-search.ts'
import { tagRuleTexts as texts } from '../../texts/tag-rules.ts'
import { Button } from '../../ui/button.tsx'
import { Field, inputClass } from '../../ui/field.tsx'
import { type RuleForm as Form, findGaps, type RuleFaults, readFaults, toDraft, toForm } from './rule-text.ts'
import { RuleTrial } from './rule-trial.tsx'

/** As the model has it. Of what a pattern makes, the rest is cut. */
const MAX_CHARACTERS: typeof MAX_TAG_CHARACTERS = 100

export interface RuleFormProps {
  /** Absent for a new one. */
  rule: TagRule | undefined
  onSaved: (rule: TagRule) => void
  onCancel: () => void
}

export function RuleForm({ rule, onSaved, onCancel }: RuleFormProps) {
  const { client } = useApi()
  const [form, setForm] = useState(() => toForm(rule))
  const [faults, setFaults] = useState<RuleFaults>({})
  const [busy, setBusy] = useState<'try' | 'save' | undefined>(undefined)
  const [tried, setTried] = useState<{ trial: TagTrial; draft: TagRuleDraft } | undefined>(undefined)
  const [typesSearch, setTypesSearch] = useState(false)
  const placeId = useId()
  const draft = toDraft(form, rule?.enabled ?? true)
  const isTried = tried !== undefined && JSON.stringify(tried.draft) === JSON.stringify(draft)

  // A word that is being typed is not wrong yet.
  const issues = readSearch(form.q).issues.filter(({ end }) => !typesSearch || end < form.q.length)
  const issue = issues.find(({ severity }) => severity === 'error') ?? issues[0]

  function change(part: Partial<Form>): void {
    setForm({ ...form, ...part })
    setFaults({})
  }

  async function send(what: 'try' | 'save'): Promise<void> {
    if (busy !== undefined) return
    const gaps = findGaps(form)
    setFaults(gaps)
    if (Object.keys(gaps).length > 0) return
    setBusy(what)
    try {
      if (what === 'try') setTried({ trial: await client.tryTagRule(draft), draft })
      else onSaved(await (rule ? client.changeTagRule(rule.id, draft) : client.addTagRule(draft)))
    } catch (error) {
      setFaults(readFaults(error))
    } finally {
      setBusy(undefined)
    }
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault()
    void send('try')
  }

  return (
    <form className="flex flex-col gap-4" onSubmit={submit} noValidate data-testid="rule-form">
      <Field
        label={texts.search}
        placeholder={texts.searchExample}
        help={texts.searchHelp(form.hasPattern)}
        fault={faults.q ?? issue?.message}
        issues={issues}
        data-testid="rule-search"
        value={form.q}
        onChange={(q) => change({ q })}
        onFocus={() => setTypesSearch(true)}
        onBlur={() => setTypesSearch(false)}
      />
      <div>
        <label className="flex items-center gap-2.5">
          <input
            type="checkbox"
            data-testid="rule-pattern"
            className="size-4 accent-accent"
            checked={form.hasPattern}
            onChange={(event) => change({ hasPattern: event.currentTarget.checked })}
          />
          {texts.pattern}
        </label>
        {form.hasPattern && (
          <div className="mt-3 flex flex-col gap-3 border-line border-l-2 pl-4">
            <div className="grid gap-3 sm:grid-cols-2">
              <div>
                <label htmlFor={placeId} className="mb-1 block font-medium">
                  {texts.place}
                </label>
                <select
                  id={placeId}
                  data-testid="rule-place"
                  value={form.of}
                  onChange={(event) => change({ of: event.currentTarget.value as Form['of'] })}
                  className={cx(inputClass, 'border-line-strong')}
                >
                  <option value="subject">{texts.places.subject}</option>
                  <option value="text">{texts.places.text}</option>
                  <option value="header">{texts.places.header}</option>
                </select>
              </div>
              {form.of === 'header' && (
                <Field
                  label={texts.field}
                  placeholder={texts.fieldExample}
                  fault={faults.headerName}
                  value={form.headerName}
                  onChange={(headerName) => change({ headerName })}
                />
              )}
            </div>
            <Field
              label={texts.expression}
              mono
              placeholder={texts.expressionExample}
              help={texts.expressionHelp}
              fault={faults.expression}
              maxLength={1000}
              data-testid="rule-expression"
              value={form.expression}
              onChange={(expression) => change({ expression })}
            />
          </div>
        )}
      </div>
      <Field
        label={texts.tag}
        placeholder={texts.tagExample(form.hasPattern)}
        help={form.hasPattern && texts.tagHelp}
        fault={faults.tag}
        maxLength={form.hasPattern ? 2 * MAX_CHARACTERS : MAX_CHARACTERS}
        data-testid="rule-tag"
        value={form.tag}
        onChange={(tag) => change({ tag })}
      />
      {faults[''] && (
        <p role="alert" className="text-danger wrap-anywhere">
          {faults['']}
        </p>
      )}
      {tried && (
        <div className={cx('transition-opacity', !isTried && 'opacity-45')}>
          <RuleTrial {...tried} />
        </div>
      )}
      <div className="sticky -bottom-4 -mx-5 -mb-4 flex flex-wrap items-center justify-end gap-2 border-line rounded-b-xl border-t bg-raised px-5 py-3">
        <Button type="submit" className="mr-auto" disabled={busy !== undefined} data-testid="try-rule">
          {busy === 'try' ? texts.trying : texts.try}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {texts.cancel}
        </Button>
        <Button look="primary" disabled={busy !== undefined} data-testid="save-rule" onClick={() => void send('save')}>
          {busy === 'save' ? texts.saving : texts.save}
        </Button>
      </div>
    </form>
  )
}

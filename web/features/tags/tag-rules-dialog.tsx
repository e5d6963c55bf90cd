/** The rules that tag mail as it comes in: the list of them, and in its place the form for one. */
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { TagRule } from '../../../shared/model/tag.ts'
import { useApi } from '../../api/api.ts'
import { tagRulesQuery, updateTagRules } from '../../api/tag-queries.ts'
import { tagRuleTexts as texts } from '../../texts/tag-rules.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { showError } from '../../ui/toast.tsx'
import { RuleForm } from './rule-form.tsx'
import { RuleList } from './rule-list.tsx'
import { RuleOffer } from './rule-offer.tsx'
import { useHeldRemovals } from './use-held-removals.ts'

export function TagRulesDialog({ onClose }: { onClose: () => void }) {
  const { client, cache } = useApi()
  const { data: rules, error, refetch } = useQuery(tagRulesQuery(client))
  const [editing, setEditing] = useState<TagRule | 'new' | undefined>(undefined)
  const [savedId, setSavedId] = useState<string | undefined>(undefined)
  const removals = useHeldRemovals((id, outlives) => {
    client.removeTagRule(id, { keepalive: outlives }).then(
      () => updateTagRules(cache, (known) => known.filter((rule) => rule.id !== id)),
      (failure: unknown) => {
        removals.undo(id)
        showError(texts.removeFailed, failure)
      },
    )
  })

  /** With a pattern it takes the server to say what it would give. */
  const saved = rules?.find(
    ({ id, enabled, pattern }) => id === savedId && enabled && pattern === undefined && !removals.ids.has(id),
  )

  function put(rule: TagRule): void {
    updateTagRules(cache, (known) =>
      known.some(({ id }) => id === rule.id) ? known.map((other) => (other.id === rule.id ? rule : other)) : [...known, rule],
    )
  }

  async function turn(rule: TagRule, enabled: boolean): Promise<void> {
    const { id, ...draft } = rule
    put({ ...rule, enabled })
    try {
      await client.changeTagRule(id, { ...draft, enabled })
    } catch (failure) {
      put(rule)
      showError(texts.changeFailed, failure)
    }
  }

  function edit(rule: TagRule | 'new'): void {
    setSavedId(undefined)
    setEditing(rule)
  }

  return (
    <Dialog
      title={editing === undefined ? texts.title : editing === 'new' ? texts.titleNew : texts.titleChange}
      open
      onOpenChange={() => (editing === undefined ? onClose() : setEditing(undefined))}
      className="max-w-xl"
    >
      {editing !== undefined ? (
        <RuleForm
          rule={editing === 'new' ? undefined : editing}
          onCancel={() => setEditing(undefined)}
          onSaved={(rule) => {
            put(rule)
            setEditing(undefined)
            setSavedId(rule.id)
          }}
        />
      ) : rules ? (
        <>
          {saved && <RuleOffer key={saved.id} rule={saved} />}
          {rules.length === 0 ? (
            <p className="text-muted">{texts.none}</p>
          ) : (
            <RuleList
              rules={rules}
              leaving={removals.ids}
              onSwitch={(rule, enabled) => void turn(rule, enabled)}
              onChange={edit}
              onRemove={({ id }) => removals.hold(id)}
              onUndo={({ id }) => removals.undo(id)}
            />
          )}
          <div className="mt-4 flex items-center justify-between gap-4">
            <p className="text-faint text-xs">{rules.length > 0 && texts.order}</p>
            <Button data-testid="add-tag-rule" look={rules.length === 0 ? 'primary' : 'plain'} onClick={() => edit('new')}>
              <Plus aria-hidden strokeWidth={1.75} />
              {texts.add}
            </Button>
          </div>
        </>
      ) : error ? (
        <ErrorNote title={texts.loadFailed} error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label={texts.loading} className="h-24" />
      )}
    </Dialog>
  )
}

/** After a rule is saved: what came before it is tagged too when somebody asks. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TagRule } from '../../../shared/model/tag.ts'
import { useApi } from '../../api/api.ts'
import { untaggedQuery } from '../../api/tag-queries.ts'
import { tagRuleTexts as texts } from '../../texts/tag-rules.ts'
import { Button } from '../../ui/button.tsx'
import { showError } from '../../ui/toast.tsx'

export function RuleOffer({ rule }: { rule: TagRule }) {
  const { client } = useApi()
  const { data } = useQuery(untaggedQuery(client, rule))
  const [state, setState] = useState<'offered' | 'tagging' | { changed: number }>('offered')
  if (!data || data.total === 0) return null

  async function tag(q: string): Promise<void> {
    setState('tagging')
    try {
      setState(await client.patch({ select: { q }, addTags: [rule.tag] }))
    } catch (error) {
      setState('offered')
      showError(texts.tagFailed, error)
    }
  }

  return (
    <div
      role="status"
      data-testid="rule-offer"
      className="fade-in mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-(--radius-control) bg-accent-soft px-3 py-2"
    >
      {typeof state === 'object' ? (
        <p className="min-w-0 wrap-anywhere">{texts.tagged(state.changed, rule.tag)}</p>
      ) : (
        <>
          <p className="min-w-0 grow wrap-anywhere">{texts.fromNowOn(rule.tag)}</p>
          <Button disabled={state === 'tagging'} data-testid="tag-matching" onClick={() => void tag(data.q)}>
            {state === 'tagging' ? texts.tagging : texts.tagNow(data.total, data.isAtLeast)}
          </Button>
        </>
      )}
    </div>
  )
}

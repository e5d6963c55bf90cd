/** Says that nothing matches, which clause is most to blame, and drops it or the whole search in one click. */
import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import type { Query } from '../../../shared/search/query.ts'
import { useApi } from '../../api/api.ts'
import type { ListScope } from '../../api/list-scope.ts'
import { excludingClauseQuery } from '../../api/search-queries.ts'
import { searchTexts as texts } from '../../texts/search.ts'
import { Button } from '../../ui/button.tsx'
import { Sentence } from '../../ui/sentence.tsx'

export interface NoMatchProps {
  scope: ListScope
  query: Query
  onSearch: (q: string | undefined) => void
}

export function NoMatch({ scope, query, onSearch }: NoMatchProps) {
  const { client } = useApi()
  const { data: excluding } = useQuery(excludingClauseQuery(client, scope, query))
  return (
    <section
      data-testid="no-match"
      className="fade-in flex min-h-0 flex-1 flex-col items-center justify-center overflow-y-auto p-6 text-center"
    >
      <SearchX className="mb-2 size-6 text-faint" aria-hidden strokeWidth={1.5} />
      <h2 className="font-semibold text-base">{texts.nothing}</h2>
      <p className="max-w-sm text-balance text-muted wrap-anywhere">
        {excluding ? (
          <Sentence
            of={texts.without(
              <code className="rounded bg-chip px-1 py-0.5 font-mono text-xs">{excluding.clause}</code>,
              excluding.total,
              excluding.isAtLeast,
            )}
          />
        ) : (
          texts.comes(scope.mailbox)
        )}
      </p>
      <div className="mt-4 flex max-w-full flex-wrap justify-center gap-2">
        {excluding && (
          <Button data-testid="drop-clause" className="max-w-full" onClick={() => onSearch(excluding.rest)}>
            <span className="truncate">{texts.dropClause(excluding.clause)}</span>
          </Button>
        )}
        <Button data-testid="drop-search" look={excluding ? 'quiet' : 'plain'} onClick={() => onSearch(undefined)}>
          {texts.drop}
        </Button>
      </div>
    </section>
  )
}

/** Narrows a list down: what is in it, by sender, mailbox, time and the like, with counts. One click adds a clause, another takes it out. */
import { useQuery } from '@tanstack/react-query'
import { Check, ListFilter } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Facet, FacetField, FacetValue } from '../../../shared/model/facet.ts'
import { useApi } from '../../api/api.ts'
import { facetsQuery } from '../../api/facet-queries.ts'
import type { ListScope } from '../../api/list-scope.ts'
import { cx } from '../../lib/cx.ts'
import { formatCompact } from '../../lib/format-number.ts'
import { facetTexts as texts } from '../../texts/search.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { hasClause, toggleClause } from './clauses.ts'

/** Their values are many and long. */
const IN_ROWS: readonly FacetField[] = ['from', 'mailbox']

export interface FacetsProps {
  scope: ListScope
  open: boolean
  onOpenChange: (open: boolean) => void
  onSearch: (q: string | undefined) => void
}

export function Facets({ scope, open, onOpenChange, onSearch }: FacetsProps) {
  return (
    <Popover
      label={texts.label}
      testId="facets"
      open={open}
      onOpenChange={onOpenChange}
      trigger={<IconButton icon={ListFilter} label={texts.label} shortcut="f" className="-mr-1" data-testid="narrow" />}
    >
      <FacetList scope={scope} onSearch={onSearch} />
    </Popover>
  )
}

function FacetList({ scope, onSearch }: Pick<FacetsProps, 'scope' | 'onSearch'>) {
  const { client, searches } = useApi()
  const { data, error, refetch } = useQuery(facetsQuery(client, scope))
  useRemembered(scope.q, searches.remember)
  if (error) return <ErrorNote title={texts.countFailed} error={error} onRetry={() => void refetch()} />
  if (!data) return <p className="fade-in-late py-1 text-center text-muted text-xs">{texts.counting}</p>

  const telling = data.facets
    // What every message has narrows nothing.
    .map((facet) => ({ ...facet, values: facet.values.filter((value) => isPicked(value) || value.count < data.total) }))
    .filter(({ values }) => values.length > 0)
  if (telling.length === 0)
    return <p className="py-1 text-center text-muted text-xs">{data.total === 0 ? texts.nothing : texts.alike}</p>

  function isPicked({ clause }: FacetValue): boolean {
    return hasClause(scope.q, clause)
  }
  return (
    <>
      {telling.map((facet) => (
        <FacetSection
          key={facet.field}
          facet={facet}
          isPicked={isPicked}
          onPick={({ clause }) => onSearch(toggleClause(scope.q, clause))}
        />
      ))}
      {data.isAtLeast && <p className="mt-2.5 text-faint text-xs">{texts.counted(data.total)}</p>}
    </>
  )
}

interface FacetSectionProps {
  facet: Facet
  isPicked: (value: FacetValue) => boolean
  onPick: (value: FacetValue) => void
}

function FacetSection({ facet: { field, values, isAtLeast }, isPicked, onPick }: FacetSectionProps) {
  const inRows = IN_ROWS.includes(field)
  return (
    <section aria-label={texts.fields[field]} className="not-first:mt-3">
      <h3 className="pb-1 text-2xs text-faint">{texts.fields[field]}</h3>
      <div className={inRows ? '-mx-1.5' : 'flex flex-wrap gap-1.5'}>
        {values.map((value) => {
          const picked = isPicked(value)
          return (
            <button
              key={value.clause}
              type="button"
              aria-pressed={picked}
              data-testid="facet"
              data-clause={value.clause}
              className={cx(
                'flex h-7 items-center gap-2 rounded-(--radius-control) text-left transition-colors focus-visible:-outline-offset-1',
                inRows ? 'w-full px-1.5' : 'border px-2',
                picked ? 'border-transparent bg-selected' : 'border-line hover:bg-hover',
              )}
              onClick={() => onPick(value)}
            >
              {picked && <Check className="size-3.5 shrink-0 text-accent" aria-hidden />}
              <span className={cx('min-w-0 truncate', inRows && 'grow')} dir="auto">
                {texts.values[value.clause] ?? (inRows || field === 'tag' ? value.value : capitalise(value.value))}
              </span>
              <span className="shrink-0 text-faint text-xs tabular-nums">
                {formatCompact(value.count)}
                {isAtLeast && '+'}
              </span>
            </button>
          )
        })}
      </div>
    </section>
  )
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** What has been picked when this closes is a search that was applied; the steps on the way are not. */
function useRemembered(q: string | undefined, remember: (q: string) => void): void {
  const first = useRef(q)
  const last = useRef(q)
  useEffect(() => {
    last.current = q
  }, [q])
  useEffect(
    () => () => {
      if (last.current !== undefined && last.current !== first.current) remember(last.current)
    },
    [remember],
  )
}

/** The search that the list shows: while the one in the address has a mistake, the last one that had none. */
import { useMemo, useState } from 'react'
import type { Query } from '../../../shared/search/query.ts'
import { isFaulty, readSearch } from '../../lib/read-search.ts'

export interface AppliedSearch {
  /** `undefined` when everything is shown. */
  q: string | undefined
  query: Query
}

const EVERYTHING: AppliedSearch = { q: undefined, query: { type: 'all' } }

export function useAppliedSearch(q: string | undefined): AppliedSearch {
  const asked = useMemo(() => {
    if (q === undefined) return EVERYTHING
    const parsed = readSearch(q)
    return isFaulty(parsed) ? undefined : { q, query: parsed.query }
  }, [q])
  const [last, setLast] = useState(asked ?? EVERYTHING)
  if (asked && asked !== last) setLast(asked)
  return asked ?? last
}

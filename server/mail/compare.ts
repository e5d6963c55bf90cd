/** Which clauses messages meet: for many waits at once, each message and each clause is looked at once. */
import type { Query } from '../../shared/search/query.ts'
import type { Condition, MatchAnswer, Store } from '../store/store.ts'
import { keyOf } from './standing-conditions.ts'

export interface ComparisonRequest {
  /** Each is asked alone. */
  clauses: readonly Query[]
  ids: readonly string[]
}

/** For the messages that are still there, the places of the clauses that they meet. */
export type Comparison = Pick<MatchAnswer, 'meets' | 'summary'>[]

export function createComparison(store: Pick<Store, 'match'>) {
  return async (asked: readonly ComparisonRequest[]): Promise<Comparison[]> => {
    const compared = new Map<ComparisonRequest, Comparison>()
    // Of mailboxes that have nothing in common, each is looked at for those alone who wait there.
    for (const group of byNewest(asked)) {
      const conditions = new Map<string, Condition & { place: number }>()
      const placesOf = new Map<ComparisonRequest, number[]>()
      for (const request of group) {
        const places = request.clauses.map((query) => {
          const key = keyOf({ query })
          const condition = conditions.get(key) ?? { query, place: conditions.size }
          conditions.set(key, condition)
          return condition.place
        })
        placesOf.set(request, places)
      }
      const ids = [...new Set(group.flatMap((request) => request.ids))]
      const answers = await store.match({ conditions: [...conditions.values()], candidates: ids.map((id) => ({ id })) })
      const met = new Map(
        answers.flatMap((answer, at) => (answer ? [[ids[at] ?? '', { ...answer, meets: new Set(answer.meets) }]] : [])),
      )
      for (const [request, places] of placesOf)
        compared.set(
          request,
          request.ids.flatMap((id) => {
            const answer = met.get(id)
            if (!answer) return []
            return { summary: answer.summary, meets: places.flatMap((place, at) => (answer.meets.has(place) ? at : [])) }
          }),
        )
    }
    return asked.map((request) => compared.get(request) ?? [])
  }
}

/** Those who look at the same newest message look at the same others, as far as each of them looks. */
function byNewest(asked: readonly ComparisonRequest[]): ComparisonRequest[][] {
  return [...Map.groupBy(asked, ({ ids }) => ids[0]).values()]
}

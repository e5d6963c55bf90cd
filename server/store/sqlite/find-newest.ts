/** Asks the reader for the newest messages of several searches, slice by slice until each has enough or has looked at all. */
import type { NewestRequest, StoredSummary } from '../store.ts'
import type { Read } from './search-messages.ts'

export async function findNewest(searches: readonly NewestRequest[], read: Read): Promise<StoredSummary[][]> {
  const found: StoredSummary[][] = searches.map(() => [])
  let left = searches.map((search, at) => ({ search, at }))
  while (left.length > 0) {
    const slice = await read(
      'newestSlice',
      left.map(({ search }) => search),
    )
    const messages = new Map(slice.messages.map((message) => [message.seq, message]))
    left = left.flatMap(({ search, at }, place) => {
      for (const seq of slice.found[place] ?? []) {
        const message = messages.get(seq)
        if (message) found[at]?.push(message)
      }
      const most = search.most - (slice.found[place]?.length ?? 0)
      const isDone = slice.resume === undefined || most <= 0 || slice.resume <= search.after
      return isDone ? [] : [{ search: { ...search, most, upTo: Math.min(search.upTo, slice.resume ?? 0) }, at }]
    })
  }
  return found
}

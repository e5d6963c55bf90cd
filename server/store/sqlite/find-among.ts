/** Which of the messages that somebody has in mind match: the reader is asked about some of them at a time. */
import type { Query } from '../../../shared/search/query.ts'
import type { CountRequest } from './search.ts'

/** Each slice is told of them anew. */
const ASKED_AT_ONCE = 2048

export async function* findAmong(
  { query, seqs }: { query: Query; seqs: readonly number[] },
  ask: (request: CountRequest) => Promise<{ seqs: number[]; resume: number | undefined }>,
): AsyncGenerator<readonly number[]> {
  for (let start = 0; start < seqs.length; start += ASKED_AT_ONCE) {
    const among = seqs.slice(start, start + ASKED_AT_ONCE)
    const last = among.at(-1) ?? 0
    for (let first: number | undefined = among[0]; first !== undefined; ) {
      const slice = await ask({ query, first, last, oldestFirst: true, among })
      yield slice.seqs
      first = slice.resume
    }
  }
}

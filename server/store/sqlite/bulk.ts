/**
 * Counts, changes and removes many messages, a portion after the other: the reader says which, slice by slice, the writer works
 * in commits that mail finds its place between.
 */
import type { MarkPortion, MovePortion, RemovedPortion, Store, Tally } from '../store.ts'
import type { Reads } from './reads.ts'
import type { CountRequest } from './search.ts'
import type { WorkerClient } from './worker-client.ts'
import { CHANGE_AT_ONCE, type TargetRequest, type Writes } from './writes.ts'

/** What a removal changes in the file: rows, indexes, and the list of free pages. */
export const REMOVAL_OCTETS = 4096
/** What a flag or a tag does: its row, and an index that it stands in. */
const MARK_OCTETS = 2048

export interface BulkDependencies {
  write: WorkerClient<Writes>['call']
  read: WorkerClient<Reads>['call']
  /** Told how much each commit has written. */
  written: (octets: number) => void
}

export function createBulk({ write, read, written }: BulkDependencies): Pick<Store, 'count' | 'mark' | 'move' | 'remove'> {
  async function* requests({ ids, seqs, uids, query, ...range }: Parameters<Store['remove']>[0]): AsyncGenerator<TargetRequest> {
    if (ids) for (const some of chunks(ids)) yield { ...range, ids: some }
    else if (seqs)
      for (const [at, some] of [...chunks(seqs)].entries()) {
        const start = at * CHANGE_AT_ONCE
        yield { ...range, seqs: some, uids: uids?.slice(start, start + CHANGE_AT_ONCE) }
      }
    else if (!query) yield range
    else
      for await (const { seqs } of slices({ ...range, query }, (request) => read('findSlice', request)))
        for (const some of chunks(seqs)) yield { ...range, seqs: some }
  }

  return {
    async *count({ query = { type: 'all' }, ...range }): AsyncGenerator<Tally[]> {
      for await (const { tallies } of slices({ ...range, query }, (request) => read('tallySlice', request))) yield tallies
    },

    async *mark(selection, marks): AsyncGenerator<MarkPortion> {
      for await (const request of requests(selection))
        for (let after: number | undefined = request.after ?? 0; after !== undefined; ) {
          const { more, ...portion }: MarkPortion & { more: number | undefined } = await write(
            'mark',
            { ...request, after },
            marks,
          )
          written(portion.ids.length * MARK_OCTETS)
          if (portion.ids.length + portion.refused.length > 0) yield portion
          after = more
        }
    },

    async *move(selection, mailbox): AsyncGenerator<MovePortion> {
      for await (const request of requests(selection))
        for (let after: number | undefined = request.after ?? 0; after !== undefined; ) {
          const { more, ...portion }: MovePortion & { more: number | undefined } = await write(
            'move',
            { ...request, after },
            mailbox,
          )
          written(portion.ids.length * MARK_OCTETS)
          if (portion.ids.length > 0) yield portion
          after = more
        }
    },

    async *remove(selection): AsyncGenerator<RemovedPortion> {
      for await (const request of requests(selection))
        for (let isMore = true; isMore; ) {
          const { more, ...portion } = await write('remove', request)
          written(portion.ids.length * REMOVAL_OCTETS)
          if (portion.ids.length > 0) yield portion
          isMore = more
        }
    },
  }
}

/** What a search answers slice by slice, newest first. */
async function* slices<S extends { resume: number | undefined }>(
  { upTo, ...request }: Pick<CountRequest, 'query' | 'mailbox'> & { upTo: number },
  ask: (request: CountRequest) => Promise<S>,
): AsyncGenerator<S> {
  for (let last: number | undefined = upTo; last !== undefined; ) {
    const slice: S = await ask({ ...request, first: 1, last, oldestFirst: false })
    yield slice
    last = slice.resume
  }
}

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHANGE_AT_ONCE) yield items.slice(start, start + CHANGE_AT_ONCE)
}

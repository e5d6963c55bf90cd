/** Reads of SMTP sessions. The live stream adds those that end; nothing polls. */
import { type InfiniteData, infiniteQueryOptions, type QueryClient, type QueryKey, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { ListedSession, Session, SessionOutcome, SessionPage } from '../../shared/model/session.ts'
import { readAgain } from '../lib/read-again.ts'

/** How long ended sessions gather before they are shown. */
const GATHER_MS = 100
/** Refused sessions that are looked through for those that nobody has seen yet. */
export const MAX_REFUSED = 100

const sessionKeys = {
  all: ['session'] as const,
  lists: ['session', 'list'] as const,
  list: (outcome: SessionOutcome | undefined) => ['session', 'list', outcome ?? 'all'] as const,
  refused: ['session', 'refused'] as const,
  detail: (id: string) => ['session', 'one', id] as const,
  messages: (id: string, count: number) => ['session', 'messages', id, count] as const,
  ofMessage: (id: string) => ['session', 'of-message', id] as const,
}

/** A page after the other, those that ended last first. */
export const sessionListQuery = (client: Client, outcome: SessionOutcome | undefined) =>
  infiniteQueryOptions({
    queryKey: sessionKeys.list(outcome),
    queryFn: ({ pageParam, signal }) => client.sessions({ outcome, before: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    // What nobody looks at is not kept up to date, so it is read anew.
    gcTime: 0,
  })

/** In their order. One that ended between two answers stands in both. */
export function sessionsOf(pages: readonly SessionPage[]): ListedSession[] {
  const all = pages.flatMap(({ running, sessions }) => [...running, ...sessions])
  return [...new Map(all.map((session) => [session.id, session])).values()]
}

/** The newest of those that were refused, for the sidebar. */
export const refusedQuery = (client: Client) =>
  queryOptions({
    queryKey: sessionKeys.refused,
    queryFn: async ({ signal }) =>
      (await client.sessions({ outcome: 'refused', limit: MAX_REFUSED }, { signal })).sessions.map(toRefused),
    gcTime: Infinity,
  })

export const sessionQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: sessionKeys.detail(id),
    queryFn: ({ signal }) => client.session(id, { signal }),
    staleTime: whileRunning,
  })

/** What it brought, as far as that is here still; those that came last of more than `limit`. */
export const sessionMessagesQuery = (client: Client, { id, messageCount }: Session, limit: number) =>
  queryOptions({
    queryKey: sessionKeys.messages(id, messageCount),
    queryFn: async ({ signal }) => (await client.list({ q: `session:${id}`, limit }, { signal })).messages,
    enabled: messageCount > 0,
  })

export const messageSessionQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: sessionKeys.ofMessage(id),
    queryFn: ({ signal }) => client.messageSession(id, { signal }),
    staleTime: whileRunning,
  })

/** One that runs has gone on since it was looked at; the stream tells of its end alone. */
function whileRunning({ state }: { state: { data: Session | undefined } }): number {
  return state.data?.endedAt === undefined ? 0 : Infinity
}

type SessionList = InfiniteData<SessionPage, string | undefined>

/** Several at once, since under load hundreds end in a second. */
function applyEndedSessions(cache: QueryClient, ended: readonly ListedSession[]): void {
  for (const [queryKey] of cache.getQueriesData<SessionList>({ queryKey: sessionKeys.lists })) addToList(cache, queryKey, ended)
  const refused = ended.filter(({ outcome }) => outcome === 'refused').map(toRefused)
  if (refused.length > 0) addRefused(cache, refused)
  for (const { id } of ended) void cache.invalidateQueries({ queryKey: sessionKeys.detail(id) })
  // That of a message has ended after it; which one it is, only the answer tells.
  void cache.invalidateQueries({
    queryKey: ['session', 'of-message'],
    predicate: ({ state }) => ended.some(({ id }) => id === (state.data as ListedSession | undefined)?.id),
  })
}

function addToList(cache: QueryClient, queryKey: QueryKey, ended: readonly ListedSession[]): void {
  whenRead(cache, queryKey, () =>
    cache.setQueryData<SessionList>(queryKey, (list) => list && withEnded(list, ended, queryKey[2] as SessionOutcome | 'all')),
  )
}

/** What was just read may hold them already. */
function addRefused(cache: QueryClient, refused: readonly RefusedSession[]): void {
  whenRead(cache, sessionKeys.refused, () =>
    cache.setQueryData<RefusedSession[]>(sessionKeys.refused, (known) => {
      const fresh = refused.filter(({ id }) => !known?.some((each) => each.id === id))
      return known && [...fresh.reverse(), ...known].slice(0, MAX_REFUSED)
    }),
  )
}

/** What is being read may be from before, and would take the place of what is added now: that waits for it. */
function whenRead(cache: QueryClient, queryKey: QueryKey, add: () => void): void {
  const query = cache.getQueryCache().find({ queryKey })
  const again = () => whenRead(cache, queryKey, add)
  if (query?.state.fetchStatus === 'fetching' && query.promise) query.promise.then(again, again)
  else add()
}

/** Before the stream nothing is known to be up to date. */
export function refetchSessions(cache: QueryClient): void {
  void readAgain(cache, sessionKeys.all)
}

function withEnded(list: SessionList, ended: readonly ListedSession[], shown: SessionOutcome | 'all'): SessionList {
  const [first, ...rest] = list.pages
  if (!first) return list
  const known = new Set(first.sessions.map(({ id }) => id))
  const fresh = ended.filter(({ id }) => !known.has(id))
  if (fresh.length === 0) return list
  const freshIds = new Set(fresh.map(({ id }) => id))
  const counts = { ...first.counts }
  for (const { outcome } of fresh) if (outcome) counts[outcome]++
  const here = fresh.filter(({ outcome }) => shown === 'all' || outcome === shown).reverse()
  const page = {
    ...first,
    counts,
    sessions: [...here, ...first.sessions],
    running: first.running.filter(({ id }) => !freshIds.has(id)),
  }
  return { ...list, pages: [page, ...rest] }
}

interface RefusedSession {
  id: string
  endedAt: string
}

function toRefused({ id, endedAt, startedAt }: ListedSession): RefusedSession {
  return { id, endedAt: endedAt ?? startedAt }
}

/** Gathers what the stream tells until the next frame or so, then applies it at once. */
export function createSessionFollower(cache: QueryClient): (event: StreamEvent) => void {
  let gathered: ListedSession[] = []
  return (event) => {
    if (event.type !== 'session.ended') return
    if (gathered.length === 0)
      setTimeout(() => {
        const ended = gathered
        gathered = []
        applyEndedSessions(cache, ended)
      }, GATHER_MS)
    gathered.push(event.summary)
  }
}

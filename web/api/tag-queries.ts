/** The tags that there are, with their counts, and the rules that give them. The live stream says when counts are stale; nothing polls. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { Tag, TagRule } from '../../shared/model/tag.ts'
import { printQuery } from '../../shared/search/print.ts'
import { readSearch } from '../lib/read-search.ts'
import { printTagSearch } from '../lib/tag-search.ts'
import type { HiddenMessages } from './pending-deletions.ts'

/** Tagged mail comes in bursts, and each count looks at all of it. */
const RECOUNT_MS = 400

export const tagKeys = { all: ['tags'] as const }
const tagRuleKeys = { all: ['tag-rules'] as const }

export const tagsQuery = (client: Client) =>
  queryOptions({ queryKey: tagKeys.all, queryFn: ({ signal }) => client.tags({ signal }) })

/** Of rules the stream tells nothing: they are read whenever somebody looks. */
export const tagRulesQuery = (client: Client) =>
  queryOptions({ queryKey: tagRuleKeys.all, queryFn: ({ signal }) => client.tagRules({ signal }), staleTime: 0 })

export function updateTagRules(cache: QueryClient, update: (rules: readonly TagRule[]) => TagRule[]): void {
  cache.setQueryData<TagRule[]>(tagRuleKeys.all, (rules) => rules && update(rules))
}

/** What a rule without a pattern would have tagged, had it been there before. */
export const untaggedQuery = (client: Client, { id, q, tag }: TagRule) =>
  queryOptions({
    queryKey: ['untagged', id, q, tag],
    gcTime: 0,
    async queryFn({ signal }) {
      const asked = readSearch(q).query
      const tagged = readSearch(printTagSearch(tag)).query
      const select = printQuery({ type: 'and', of: [asked, { type: 'not', of: tagged }] })
      const { total, totalIsAtLeast = false } = await client.list({ q: select, limit: 1 }, { signal })
      return { q: select, total, isAtLeast: totalIsAtLeast }
    },
  })

/** @returns what to call with each event of the stream */
export function createTagRecount(cache: QueryClient): (event: StreamEvent) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return (event) => {
    if (timer !== undefined || !changesCounts(event)) return
    timer = setTimeout(() => {
      timer = undefined
      void cache.invalidateQueries({ queryKey: tagKeys.all })
    }, RECOUNT_MS)
  }

  function changesCounts(event: StreamEvent): boolean {
    if (event.type === 'message.added') return event.message.tags.length > 0
    if (event.type === 'message.changed') return event.tags !== undefined
    // Whether those had tags is not told.
    if (event.type === 'message.removed') return (cache.getQueryData<Tag[]>(tagKeys.all)?.length ?? 0) > 0
    return false
  }
}

/** Counts as they will be when pending deletes have been sent. */
export function withoutHiddenTags(tags: readonly Tag[], hidden: HiddenMessages): readonly Tag[] {
  if (hidden.size === 0) return tags
  const leaving = [...hidden.values()]
  return tags
    .map((tag) => ({ ...tag, total: tag.total - leaving.filter((message) => message.tags.includes(tag.name)).length }))
    .filter(({ total }) => total > 0)
}

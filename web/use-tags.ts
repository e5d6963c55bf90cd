/** Tags as the whole page knows them: which there are, which one the list is about, and which message is being tagged. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Tag } from '../shared/model/tag.ts'
import type { Query } from '../shared/search/query.ts'
import { useApi } from './api/api.ts'
import { tagsQuery, withoutHiddenTags } from './api/tag-queries.ts'
import { BULK_TAG_ID } from './features/selection/bulk-bar.tsx'
import { ADD_TAG_ID } from './features/tags/message-tags.tsx'
import { useStore } from './lib/external-store.ts'
import { isTagSearch } from './lib/tag-search.ts'
import type { useBulkCommands } from './use-bulk-commands.ts'
import type { useMessageCommands } from './use-message-commands.ts'

const NO_TAGS: Tag[] = []

export function useTags({
  mailbox,
  query,
  commands: { activeId, find },
  bulk,
}: {
  mailbox: string | undefined
  query: Query
  commands: Pick<ReturnType<typeof useMessageCommands>, 'activeId' | 'find'>
  bulk: Pick<ReturnType<typeof useBulkCommands>, 'count' | 'tags' | 'someTags'>
}) {
  const { client, deletions } = useApi()
  const { data = NO_TAGS } = useQuery(tagsQuery(client))
  const all = withoutHiddenTags(data, useStore(deletions.hidden))
  /** What is selected where there is no id. And where the picker stands. */
  const [tagging, setTagging] = useState<{ id?: string; anchor: Element } | undefined>(undefined)
  const tagged = tagging?.id === undefined ? bulk.count > 0 && bulk : find(tagging.id)

  return {
    all,
    names: all.map(({ name }) => name),
    current: mailbox === undefined ? all.find(({ name }) => isTagSearch(query, name))?.name : undefined,
    tagging: tagging && tagged ? { ...tagging, tags: tagged.tags, someTags: tagged === bulk ? bulk.someTags : [] } : undefined,
    startTagging: (id: string, anchor: Element) => setTagging({ id, anchor }),
    tagSelected: (anchor: Element) => setTagging({ anchor }),
    /** What is selected, else the active message; beside the button for it, or the row where there is none. */
    tagActive() {
      const button = document.getElementById(BULK_TAG_ID)
      if (bulk.count > 0 && button) return setTagging({ anchor: button })
      const anchor = document.getElementById(ADD_TAG_ID) ?? document.getElementById(`message-${activeId}`)
      if (activeId !== undefined && anchor) setTagging({ id: activeId, anchor })
    },
    stopTagging: () => setTagging(undefined),
  }
}

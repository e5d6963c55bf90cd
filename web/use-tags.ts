/** Tags as the whole page knows them: which there are, which one the list is about, and which message is being tagged. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Tag } from '../shared/model/tag.ts'
import type { Query } from '../shared/search/query.ts'
import { useApi } from './api/api.ts'
import { tagsQuery, withoutHiddenTags } from './api/tag-queries.ts'
import { ADD_TAG_ID } from './features/tags/message-tags.tsx'
import { useStore } from './lib/external-store.ts'
import { isTagSearch } from './lib/tag-search.ts'
import type { useMessageCommands } from './use-message-commands.ts'

const NO_TAGS: Tag[] = []

export function useTags({
  mailbox,
  query,
  commands: { activeId, find },
}: {
  mailbox: string | undefined
  query: Query
  commands: Pick<ReturnType<typeof useMessageCommands>, 'activeId' | 'find'>
}) {
  const { client, deletions } = useApi()
  const { data = NO_TAGS } = useQuery(tagsQuery(client))
  const all = withoutHiddenTags(data, useStore(deletions.hidden))
  /** And where the picker stands. */
  const [tagging, setTagging] = useState<{ id: string; anchor: Element } | undefined>(undefined)
  const message = find(tagging?.id)

  return {
    all,
    names: all.map(({ name }) => name),
    current: mailbox === undefined ? all.find(({ name }) => isTagSearch(query, name))?.name : undefined,
    tagging: tagging && message && { ...tagging, tags: message.tags },
    startTagging: (id: string, anchor: Element) => setTagging({ id, anchor }),
    /** Beside the button for it, or the row where there is none. */
    tagActive() {
      const anchor = document.getElementById(ADD_TAG_ID) ?? document.getElementById(`message-${activeId}`)
      if (activeId !== undefined && anchor) setTagging({ id: activeId, anchor })
    },
    stopTagging: () => setTagging(undefined),
  }
}

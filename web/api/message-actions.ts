/** Changes to messages: shown at once, sent, and taken back when the server refuses. */
import type { QueryClient } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import type { Flags, ManyChange } from './many-change.ts'
import { applyChange, messageKeys } from './message-queries.ts'
import type { MessageWindows } from './message-windows.ts'
import { retag, type TagChange } from './retag.ts'

export interface MessageActions {
  /** @param before what the flags were, to go back to */
  setFlags: (id: string, flags: Flags, before: Flags) => Promise<void>
  /** @param before what the tags were, to go back to */
  setTags: (id: string, change: TagChange, before: string[]) => Promise<void>
  /** The same to many in one request. `before` of each is what it had. */
  setMany: (changes: readonly { id: string; before: Flags & { tags?: string[] } }[], change: ManyChange) => Promise<void>
}

export function createMessageActions({
  client,
  cache,
  windows,
}: {
  client: Pick<Client, 'patch'>
  cache: QueryClient
  windows: MessageWindows
}): MessageActions {
  function show(id: string, change: Flags & { tags?: string[] }): void {
    const event = { type: 'message.changed' as const, seq: 0, id, ...change }
    windows.apply(event)
    applyChange(cache, event)
  }
  return {
    async setFlags(id, flags, before) {
      show(id, flags)
      try {
        await client.patch({ select: { ids: [id] }, set: flags })
      } catch (error) {
        show(id, before)
        throw error
      }
    },
    async setTags(id, change, before) {
      show(id, { tags: retag(before, change) })
      try {
        await client.patch({ select: { ids: [id] }, addTags: [...(change.add ?? [])], removeTags: [...(change.remove ?? [])] })
      } catch (error) {
        show(id, { tags: before })
        // Why it had them was lost with them.
        void cache.invalidateQueries({ queryKey: messageKeys.detail(id) })
        throw error
      }
    },
    async setMany(changes, { set, ...tagging }) {
      const retags = tagging.add !== undefined || tagging.remove !== undefined
      for (const { id, before } of changes)
        show(id, { ...set, ...(retags && before.tags && { tags: retag(before.tags, tagging) }) })
      try {
        await client.patch({
          select: { ids: changes.map(({ id }) => id) },
          ...(set && { set }),
          ...(retags && { addTags: [...(tagging.add ?? [])], removeTags: [...(tagging.remove ?? [])] }),
        })
      } catch (error) {
        for (const { id, before } of changes) show(id, before)
        throw error
      }
    },
  }
}

/** Changes to messages: shown at once, sent, and taken back when the server refuses. */
import type { QueryClient } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import { patchMessage } from './message-queries.ts'
import type { MessageWindows } from './message-windows.ts'

type Flags = { seen?: boolean; pinned?: boolean }

export interface MessageActions {
  /** @param before what the flags were, to go back to */
  setFlags: (id: string, flags: Flags, before: Flags) => Promise<void>
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
  function show(id: string, flags: Flags): void {
    windows.apply({ type: 'message.changed', seq: 0, id, ...flags })
    patchMessage(cache, id, flags)
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
  }
}

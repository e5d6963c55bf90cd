/** The windows of the lists looked at last, so that switching back shows at once what was there. */
import type { Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { ReadableStore } from '../lib/external-store.ts'
import { type ListDeletion, leavingUpTo } from './list-deletions.ts'
import { keyOf, type ListScope } from './list-scope.ts'
import { createMessageWindow, type MessageWindow } from './message-window.ts'
import type { HiddenMessages } from './pending-deletions.ts'
import { followSearch } from './search-window.ts'

const MAX_WINDOWS = 6

export interface MessageWindows {
  of: (scope: ListScope) => MessageWindow
  /** What came on the stream of all mail. Searches have streams of their own. */
  follow: (event: StreamEvent) => void
  /** What was done here. */
  apply: (event: StreamEvent) => void
  /** Has those read anew that are leaving as a whole. Resolves when they are. */
  reloadLeaving: () => Promise<void>
}

export function createMessageWindows(deps: {
  client: Pick<Client, 'list' | 'baseUrl'>
  hidden: ReadableStore<HiddenMessages>
  leaving: ReadableStore<readonly ListDeletion[]>
  countKept: (mailbox: string | undefined) => number | undefined
}): MessageWindows {
  const windows = new Map<string, { window: MessageWindow; scope: ListScope }>()

  function create(scope: ListScope): { window: MessageWindow; scope: ListScope } {
    const window = createMessageWindow({ ...deps, scope })
    return { window: scope.q === undefined ? window : followSearch(window, scope, deps.client.baseUrl), scope }
  }

  return {
    of(scope) {
      const key = keyOf(scope)
      const found = windows.get(key) ?? create(scope)
      windows.delete(key)
      windows.set(key, found) // now the youngest
      if (windows.size > MAX_WINDOWS) for (const oldest of windows.keys()) if (windows.delete(oldest)) break
      return found.window
    },
    follow(event) {
      for (const { window, scope } of windows.values()) if (scope.q === undefined) window.apply(event)
    },
    apply(event) {
      for (const { window } of windows.values()) window.apply(event)
    },
    async reloadLeaving() {
      const whole = [...windows.values()].filter(({ scope }) => leavingUpTo(deps.leaving.get(), scope) !== undefined)
      await Promise.all(whole.map(({ window }) => window.reload()))
    },
  }
}

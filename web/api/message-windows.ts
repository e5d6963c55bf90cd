/** The windows of the mailboxes looked at last, so that switching back shows at once what was there. */
import type { Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { ReadableStore } from '../lib/external-store.ts'
import { createMessageWindow, type MessageWindow } from './message-window.ts'
import type { HiddenMessages } from './pending-deletions.ts'

const MAX_WINDOWS = 6

export interface MessageWindows {
  /** `undefined` is all mail. */
  of: (mailbox: string | undefined) => MessageWindow
  apply: (event: StreamEvent) => void
}

export function createMessageWindows(deps: {
  client: Pick<Client, 'list'>
  hidden: ReadableStore<HiddenMessages>
  countKept: (mailbox: string | undefined) => number | undefined
}): MessageWindows {
  const windows = new Map<string | undefined, MessageWindow>()
  return {
    of(mailbox) {
      const found = windows.get(mailbox) ?? createMessageWindow({ ...deps, mailbox })
      windows.delete(mailbox)
      windows.set(mailbox, found) // now the youngest
      if (windows.size > MAX_WINDOWS) for (const oldest of windows.keys()) if (windows.delete(oldest)) break
      return found
    },
    apply(event) {
      for (const window of windows.values()) window.apply(event)
    },
  }
}

/** What stands between two messages of a list, also where nobody has looked. */
import type { Client } from '../../shared/client/client.ts'
import type { MessageSummary } from '../../shared/model/message.ts'
import { isLaterCursor } from '../lib/is-later-cursor.ts'
import { type ListScope, toQuery } from './list-scope.ts'

const PAGE = 500

/** @returns both and those between, else all below the newer one; the newest first, and no more than `max` */
export async function readRange(
  client: Pick<Client, 'list'>,
  scope: ListScope,
  { newer, older, max }: { newer: MessageSummary; older?: MessageSummary; max: number },
): Promise<MessageSummary[]> {
  const found = [newer]
  let before = newer.cursor
  for (;;) {
    const { messages, next } = await client.list({ ...toQuery(scope), limit: PAGE, before })
    for (const message of messages) {
      if ((older && isLaterCursor(older.cursor, message.cursor)) || found.length >= max) return found
      found.push(message)
    }
    const last = messages.at(-1)
    if (!next || !last) return found
    before = last.cursor
  }
}

/** EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9): what is marked as deleted is gone, for everyone. */
import type { ViewEntry } from '../../mail/live-view.ts'
import { defineCommand, SELECTED } from '../command.ts'
import { expectWritable, findMessages } from '../message-set.ts'
import { sequenceSet } from '../rules.ts'
import type { SelectedMailbox } from '../selected-mailbox.ts'

export const expunge = defineCommand({
  states: SELECTED,
  arguments: {},
  run: async ({ session }) => {
    expectWritable(session)
    await session.account.expunge(markedAsDeleted(session.selected), { deleted: true })
    return { text: 'Gone' }
  },
})

export const uidExpunge = defineCommand({
  states: SELECTED,
  arguments: { set: sequenceSet },
  async run({ session, isUid }, { set }) {
    expectWritable(session)
    const { found } = findMessages(session, set, isUid)
    const entries = found.map(({ entry }) => entry).filter(({ deleted }) => deleted)
    await session.account.expunge(entries, { deleted: true })
    return { text: 'Gone' }
  },
})

/** As they are now; of no message that the client has not been told of. */
export function markedAsDeleted({ entries, view }: SelectedMailbox): ViewEntry[] {
  return entries.flatMap(({ uid }) => view.entries.get(uid) ?? []).filter(({ deleted }) => deleted)
}

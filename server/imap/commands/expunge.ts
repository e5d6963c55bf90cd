/** EXPUNGE and UID EXPUNGE (RFC 9051 §6.4.3, §6.4.9): what is marked as deleted is gone, for everyone. */
import type { ViewEntry } from '../../mail/live-view.ts'
import { defineCommand, SELECTED } from '../command.ts'
import { expectWritable, findMessages } from '../message-set.ts'
import { sequenceSet } from '../rules.ts'
import type { Session } from '../session.ts'

export const expunge = defineCommand({
  states: SELECTED,
  arguments: {},
  run: ({ session }) => expungeDeleted(session, session.selected.view.list),
})

export const uidExpunge = defineCommand({
  states: SELECTED,
  arguments: { set: sequenceSet },
  run: ({ session, isUid }, { set }) =>
    expungeDeleted(
      session,
      findMessages(session, set, isUid).found.map(({ entry }) => entry),
    ),
})

async function expungeDeleted(session: Session, entries: readonly ViewEntry[]) {
  expectWritable(session)
  await session.account.expunge(entries.filter(({ deleted }) => deleted))
  return { text: 'Gone' }
}

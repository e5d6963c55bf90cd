/** CLOSE and UNSELECT (RFC 9051 §6.4.1, §6.4.2): one with what is marked as deleted, the other without. */
import { defineCommand, SELECTED } from '../command.ts'
import { markedAsDeleted } from './expunge.ts'

export const close = defineCommand({
  states: SELECTED,
  arguments: {},
  async run({ session }) {
    const { selected, account } = session
    if (!selected.isReadOnly) await account.expunge(markedAsDeleted(selected), { deleted: true })
    session.select(undefined)
    return { text: 'Closed' }
  },
})

export const unselect = defineCommand({
  states: SELECTED,
  arguments: {},
  async run({ session }) {
    session.select(undefined)
    return { text: 'Closed, and nothing deleted' }
  },
})

/** STATUS (RFC 9051 §6.3.11) */
import { defineCommand, SIGNED_IN } from '../command.ts'
import { anything, mailbox } from '../rules.ts'
import { readStatusItems, tellStatus } from '../status-items.ts'

export const status = defineCommand({
  states: SIGNED_IN,
  arguments: { name: mailbox, items: anything },
  async run({ session }, { name, items }) {
    await tellStatus(session, name, readStatusItems(items))
    return { text: 'That is all' }
  },
})

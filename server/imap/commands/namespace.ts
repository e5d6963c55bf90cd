/** NAMESPACE (RFC 9051 §6.3.10): one's own, and no other. */
import { defineCommand, SIGNED_IN } from '../command.ts'
import { DELIMITER } from '../mailbox-name.ts'

export const namespace = defineCommand({
  states: SIGNED_IN,
  arguments: {},
  async run({ session }) {
    session.responses.line(`* NAMESPACE (("" "${DELIMITER}")) NIL NIL`)
    return { text: 'That is all' }
  },
})

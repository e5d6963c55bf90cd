/** LOGOUT (RFC 9051 §6.1.3) */
import { ANY_STATE, defineCommand } from '../command.ts'

export const logout = defineCommand({
  states: ANY_STATE,
  arguments: {},
  async run({ session }) {
    session.responses.line('* BYE Good-bye')
    session.leave()
    return { text: 'Closed' }
  },
})

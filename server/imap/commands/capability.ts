/** CAPABILITY (RFC 9051 §6.1.1) */
import { capabilities } from '../capabilities.ts'
import { ANY_STATE, defineCommand } from '../command.ts'

export const capability = defineCommand({
  states: ANY_STATE,
  arguments: {},
  async run({ session }) {
    session.responses.line(`* ${capabilities(session)}`)
    return { text: 'That is all' }
  },
})

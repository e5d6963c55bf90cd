/** NOOP, and CHECK of old, which has nothing more to do (RFC 9051 §6.1.2, RFC 3501 §6.4.1) */
import { ANY_STATE, defineCommand, SELECTED } from '../command.ts'

export const noop = defineCommand({
  states: ANY_STATE,
  arguments: {},
  run: async () => ({ text: 'Nothing to do' }),
})

export const check = defineCommand({ states: SELECTED, arguments: {}, run: async () => ({ text: 'All is kept already' }) })

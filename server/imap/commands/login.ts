/** LOGIN (RFC 9051 §6.2.3) */
import { defineCommand } from '../command.ts'
import { text } from '../rules.ts'
import { signIn } from '../sign-in.ts'

export const login = defineCommand({
  states: ['not authenticated'],
  arguments: { name: text, password: text },
  run: ({ session }, { name, password }) => signIn(session, { login: name, password }),
})

/** Each command by its keyword. */
import { capa } from './commands/capa.ts'
import { dele, noop, quit, rset } from './commands/leave.ts'
import { list, retr, stat, top, uidl } from './commands/read.ts'
import { apop, auth, pass, stls, user } from './commands/sign-in.ts'
import type { Command } from './session.ts'

export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...{ CAPA: capa, STLS: stls, USER: user, PASS: pass, APOP: apop, AUTH: auth },
    ...{ STAT: stat, LIST: list, UIDL: uidl, RETR: retr, TOP: top },
    ...{ DELE: dele, RSET: rset, NOOP: noop, QUIT: quit },
  }),
)

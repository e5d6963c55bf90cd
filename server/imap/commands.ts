/** All commands, by name. */
import type { Command } from './command.ts'
import { append } from './commands/append.ts'
import { authenticate } from './commands/authenticate.ts'
import { capability } from './commands/capability.ts'
import { close, unselect } from './commands/close.ts'
import { copy, move } from './commands/copy.ts'
import { enable } from './commands/enable.ts'
import { expunge, uidExpunge } from './commands/expunge.ts'
import { fetch } from './commands/fetch.ts'
import { create, deleteFolder, rename, subscribe, unsubscribe } from './commands/folders.ts'
import { id } from './commands/id.ts'
import { idle } from './commands/idle.ts'
import { list, lsub } from './commands/list.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { namespace } from './commands/namespace.ts'
import { check, noop } from './commands/noop.ts'
import { search } from './commands/search.ts'
import { examine, select } from './commands/select.ts'
import { startTls } from './commands/start-tls.ts'
import { status } from './commands/status.ts'
import { store } from './commands/store.ts'

export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...{ CAPABILITY: capability, NOOP: noop, LOGOUT: logout, ID: id },
    ...{ STARTTLS: startTls, AUTHENTICATE: authenticate, LOGIN: login },
    ...{ ENABLE: enable, SELECT: select, EXAMINE: examine, NAMESPACE: namespace, STATUS: status, IDLE: idle, APPEND: append },
    ...{ CREATE: create, DELETE: deleteFolder, RENAME: rename, SUBSCRIBE: subscribe, UNSUBSCRIBE: unsubscribe },
    ...{ LIST: list, LSUB: lsub },
    ...{ CHECK: check, CLOSE: close, UNSELECT: unselect, EXPUNGE: expunge },
    ...{ SEARCH: search, FETCH: fetch, STORE: store, COPY: copy, MOVE: move },
    ...{ 'UID SEARCH': search, 'UID FETCH': fetch },
    ...{ 'UID EXPUNGE': uidExpunge, 'UID STORE': store, 'UID COPY': copy, 'UID MOVE': move },
  }),
)

/** What this server can do, as it says so: less before a client has signed in (RFC 9051 §6.1.1). */
import { SASL_MECHANISMS } from '../access/sasl.ts'
import type { Session } from './session.ts'

/** From the greeting on. */
const ALWAYS = ['IMAP4rev1', 'IMAP4rev2', 'SASL-IR', 'LITERAL+', 'ID', 'ENABLE']
const SIGNED_IN = [
  ...['IDLE', 'NAMESPACE', 'CHILDREN', 'UNSELECT', 'UIDPLUS', 'MOVE', 'ESEARCH', 'SEARCHRES', 'BINARY', 'CONDSTORE'],
  ...['LIST-EXTENDED', 'LIST-STATUS', 'SPECIAL-USE', 'CREATE-SPECIAL-USE', 'STATUS=SIZE', 'OBJECTID'],
]

/** Those that some session may be told of; the limit of APPEND is of the setting. */
export const ALL_CAPABILITIES: readonly string[] = [
  ...[...ALWAYS, 'STARTTLS', ...SASL_MECHANISMS.map((name) => `AUTH=${name}`)],
  ...[...SIGNED_IN, 'APPENDLIMIT'],
]

export function capabilities({ state, client, services }: Session): string {
  const now =
    state === 'not authenticated'
      ? [...(client.canStartTls ? ['STARTTLS'] : []), ...SASL_MECHANISMS.map((name) => `AUTH=${name}`)]
      : [...SIGNED_IN, `APPENDLIMIT=${services.maxMessageOctets}`]
  return `CAPABILITY ${[...ALWAYS, ...now].join(' ')}`
}

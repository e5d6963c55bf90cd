/** What this server can do beyond RFC 1939: CAPA (RFC 2449 §5). */
import { SASL_MECHANISMS } from '../../access/sasl.ts'
import { type Command, NO_ARGUMENTS, type Pop3Session } from '../session.ts'

export const capa: Command = {
  syntax: NO_ARGUMENTS,
  usage: 'CAPA',
  run: async (session) => ({ text: 'Capabilities', body: capabilities(session) }),
}

/**
 * No EXPIRE: it would promise how long messages are kept at the least (RFC 2449 §6.7), and a full storage keeps none of them. No
 * LOGIN-DELAY: a client may come as often as it likes.
 */
async function* capabilities({ client, opened }: Pop3Session): AsyncGenerator<string> {
  const all = [
    ...['TOP', 'UIDL', 'USER', `SASL ${SASL_MECHANISMS.join(' ')}`],
    // RFC 2595 §4
    ...(client.canStartTls && !opened ? ['STLS'] : []),
    // RFC 2449 §6.4 and §6.6, RFC 3206
    ...['RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING'],
    'IMPLEMENTATION Mailmitt',
  ]
  for (const capability of all) yield `${capability}\r\n`
}

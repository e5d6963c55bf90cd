/** Who the client is: USER, PASS and APOP (RFC 1939 §7), AUTH (RFC 5034), STLS (RFC 2595 §4). */
import type { MailCredentials } from '../../access/mail-sign-in.ts'
import { isSaslMechanism, readSasl, SASL_MECHANISMS } from '../../access/sasl.ts'
import { AppError, toAppError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import { INBOX } from '../../mail/mail-account.ts'
import { createMaildrop } from '../maildrop.ts'
import { type Command, NO_ARGUMENTS, type Pop3Session, type Reply } from '../session.ts'

export const user: Command = {
  state: 'authorization',
  syntax: /^(\P{Cc}+)$/u,
  usage: 'USER name',
  async run(session, [name]) {
    session.user = name
    // The same for each name: whether somebody is called that is nobody's affair.
    return 'Send PASS'
  },
}

export const pass: Command = {
  state: 'authorization',
  syntax: /^(.*)$/s,
  usage: 'PASS password',
  async run(session, [password]) {
    const { user: login } = session
    session.user = undefined
    if (login === undefined) throw new AppError('invalid', 'Send USER first')
    return enter(session, { login, password })
  },
}

export const apop: Command = {
  state: 'authorization',
  syntax: /^(\P{Cc}+) [0-9a-f]{32}$/iu,
  usage: 'APOP name digest',
  async run(session, [login = '']) {
    // The digest is made from the password as it is, and users' are kept as hashes; where any password does, any digest does.
    if (session.timestamp === undefined)
      throw new AppError('invalid', 'APOP cannot be used where passwords are checked; use USER and PASS')
    return enter(session, { login })
  },
}

export const auth: Command = {
  state: 'authorization',
  syntax: /^(?:(\S+)(?: (\S+))?)? *$/,
  usage: 'AUTH mechanism, with an initial response or without',
  async run(session, [mechanism, initialResponse]) {
    if (mechanism === undefined) return { text: 'Mechanisms', body: lines(SASL_MECHANISMS) }
    if (!isSaslMechanism(mechanism)) throw new AppError('invalid', `Mechanisms are ${SASL_MECHANISMS.join(', ')}`)
    const ask = (challenge: string) => askForSecret(session, challenge)
    return enter(session, await readSasl({ mechanism, initialResponse, ask }))
  },
}

export const stls: Command = {
  state: 'authorization',
  syntax: NO_ARGUMENTS,
  usage: 'STLS',
  async run(session) {
    const { client } = session
    if (client.isSecure) throw new AppError('conflict', 'TLS has begun already')
    if (!client.canStartTls) throw new AppError('conflict', 'No TLS here; start Mailmitt with --tls')
    const answer = '+OK Begin TLS'
    client.record.server(answer)
    await client.write(`${answer}\r\n`)
    // As at the start, but for the greeting (RFC 2595 §4).
    session.user = undefined
    await client.startTls()
    return undefined
  },
}

async function* lines(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield `${text}\r\n`
}

async function askForSecret({ client }: Pop3Session, challenge: string): Promise<string> {
  const question = `+ ${challenge}`
  client.record.server(question)
  await client.write(`${question}\r\n`)
  const limit = LIMITS.pop3.authLine.value
  const line = await client.input.line(limit - 2)
  client.record.client(line?.toString() === '*' ? '*' : '(masked)')
  if (!line) throw new AppError('invalid', `Authentication line too long, the limit is ${limit} octets`)
  return line.toString('latin1')
}

/** Into the TRANSACTION state, with the messages that there are now. */
async function enter(session: Pop3Session, credentials: Omit<MailCredentials, 'address'>): Promise<Reply> {
  const { client, accounts, signIn } = session
  const { account: name, grant } = await signIn.signIn({ ...credentials, address: client.address }).catch((error: unknown) => {
    client.record.refused(`sign-in as ${credentials.login}: ${toAppError(error).message}`)
    throw error
  })
  const account = accounts(name, grant.mailbox)
  const view = await account.open(INBOX, () => undefined)
  const maildrop = createMaildrop(view.list)
  view.close()
  client.record.signedIn(credentials.login || account.name)
  const unwatch = signIn.watch(grant, () => client.dismiss('What let you in has been taken away or changed; sign in again'))
  session.opened = { account, grant, maildrop, unwatch }
  const { messages, octets } = maildrop.total()
  return `${messages} messages (${octets} octets)`
}

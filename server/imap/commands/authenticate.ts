/** AUTHENTICATE (RFC 9051 §6.2.2), with what the client says at once (SASL-IR, RFC 4959). */
import { isSaslMechanism, readSasl, SASL_MECHANISMS } from '../../access/sasl.ts'
import { AppError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import { defineCommand } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { optionalText, text } from '../rules.ts'
import type { Session } from '../session.ts'
import { signIn } from '../sign-in.ts'

/** What a client of XOAUTH2 waits for before it hears NO, in Base64 as any challenge. */
const REFUSED_TOKEN = Buffer.from('{"status":"401","schemes":"bearer","scope":"mail"}').toString('base64')

export const authenticate = defineCommand({
  states: ['not authenticated'],
  arguments: { mechanism: text, initialResponse: optionalText },
  async run({ session }, { mechanism, initialResponse }) {
    if (!isSaslMechanism(mechanism)) throw new Refusal('NO', `Mechanisms are ${SASL_MECHANISMS.join(', ')}`, 'CANNOT')
    const ask = (challenge: string) => askClient(session, challenge)
    const credentials = await readSasl({ mechanism, initialResponse, ask }).catch(toBad)
    try {
      return await signIn(session, credentials)
    } catch (error) {
      if (mechanism.toUpperCase() === 'XOAUTH2') await ask(REFUSED_TOKEN)
      throw error
    }
  },
})

async function askClient({ client, responses }: Session, challenge: string): Promise<string> {
  responses.line(`+ ${challenge}`)
  await responses.flush()
  const line = await client.input.line(LIMITS.imap.commandLine.value)
  client.record.client('(masked)')
  if (line === undefined) throw new Refusal('BAD', `A response has ${LIMITS.imap.commandLine.value} octets at the most`)
  return line.toString('latin1')
}

/** Also when the client cancels with `*`. */
function toBad(error: unknown): never {
  if (error instanceof AppError) throw new Refusal('BAD', error.message)
  throw error
}

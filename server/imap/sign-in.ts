/** A client becomes somebody, by LOGIN and AUTHENTICATE alike. */
import type { MailCredentials } from '../access/mail-sign-in.ts'
import { AppError } from '../errors.ts'
import { capabilities } from './capabilities.ts'
import type { Done } from './command.ts'
import type { Session } from './session.ts'

/** @throws {AppError} */
export async function signIn(session: Session, credentials: Omit<MailCredentials, 'address'>): Promise<Done> {
  const { client, services } = session
  try {
    const signedIn = await services.signIn.signIn({ ...credentials, address: client.address })
    session.enter(signedIn)
    client.record.signedIn(credentials.login)
    // RFC 9051 §7.1: what it can do now is more.
    return { text: `You read the mail of ${session.account.name}`, code: capabilities(session) }
  } catch (error) {
    if (error instanceof AppError) client.record.refused(error.message)
    throw error
  }
}

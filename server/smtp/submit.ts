/** Sends mail data to this program's own SMTP listener, as an app would. */
import type { HostPort } from '../config/values.ts'
import { AppError } from '../errors.ts'
import { reachable } from '../listener.ts'
import type { SubmitMail } from '../mail/add.ts'

const TIME_LIMIT_MS = 5000

/** @param listener where SMTP listens; undefined while it does not */
export function createSubmit(listener: () => HostPort | undefined): SubmitMail {
  return async (envelope, mailData) => {
    const address = listener()
    if (!address) throw new AppError('unavailable', 'SMTP does not listen yet; try again in a moment')
    // Large, and few ever ask for it.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      ...reachable(address),
      ignoreTLS: true,
      connectionTimeout: TIME_LIMIT_MS,
      socketTimeout: TIME_LIMIT_MS,
    })
    try {
      await transport.sendMail({
        envelope: { from: envelope.reversePath, to: envelope.forwardPaths },
        raw: Buffer.from(mailData),
      })
    } catch (error) {
      throw new AppError('unavailable', `Mailmitt's own SMTP listener did not take the mail: ${(error as Error).message}`, {
        cause: error,
      })
    } finally {
      transport.close()
    }
  }
}

/** Sends mail data to this program's own SMTP listener, as an app would. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { AppError } from '../errors.ts'
import { reachable } from '../listener.ts'
import type { SubmitMail } from '../mail/add.ts'
import type { SmtpListener } from './listener.ts'

const TIME_LIMIT_MS = 5000

/** @param listener where SMTP listens; undefined while it does not */
export function createSubmit(listener: () => Pick<SmtpListener, 'address' | 'admit'> | undefined): SubmitMail {
  return async (envelope, mailData) => {
    const smtp = listener()
    if (!smtp) throw new AppError('unavailable', 'SMTP does not listen yet; try again in a moment')
    // Large, and few ever ask for it.
    const { createTransport } = await import('nodemailer')
    const socket = connect({ ...reachable(smtp.address), timeout: TIME_LIMIT_MS })
    const transport = createTransport({ connection: socket, ignoreTLS: true, socketTimeout: TIME_LIMIT_MS })
    let takeBack: (() => void) | undefined
    try {
      await once(socket, 'connect')
      // It knows no password, and with one the mail would go to the mailbox of that user.
      takeBack = smtp.admit(socket.localAddress ?? '', socket.localPort ?? 0)
      await transport.sendMail({
        envelope: { from: envelope.reversePath, to: envelope.forwardPaths },
        raw: Buffer.from(mailData),
      })
    } catch (error) {
      throw new AppError('unavailable', `Mailmitt's own SMTP listener did not take the mail: ${(error as Error).message}`, {
        cause: error,
      })
    } finally {
      takeBack?.()
      transport.close()
      socket.destroy()
    }
  }
}

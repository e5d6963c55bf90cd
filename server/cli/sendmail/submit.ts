/** Hands a mail over to SMTP, as it comes, and says what became of it as an exit code of sysexits.h. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { HostPort } from '../../config/values.ts'

export const EXIT = { ok: 0, usage: 64, data: 65, noUser: 67, unavailable: 69, software: 70, io: 74 } as const

/** Why a mail did not get there, with the code to end with. */
export class Undelivered extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}

export interface Submission {
  /** Of the machine, for EHLO. */
  host: string
  reversePath: string
  forwardPaths: string[]
  mailData: Readable
}

const TIME_LIMIT_MS = 60_000
/** After stdin has ended without QUIT. */
const SILENCE_MS = 10_000

/** @throws {Undelivered} also when some of the recipients were refused */
export async function submit(to: HostPort, { host, reversePath, forwardPaths, mailData }: Submission): Promise<void> {
  const connection = new SMTPConnection({
    ...to,
    name: host,
    // The certificate of a Mailmitt is known to nobody.
    ignoreTLS: true,
    connectionTimeout: TIME_LIMIT_MS,
    socketTimeout: TIME_LIMIT_MS,
  })
  try {
    const { rejectedErrors = [] } = await new Promise<{ rejectedErrors?: SmtpFault[] | undefined }>((resolve, reject) => {
      connection.once('error', reject)
      // Else what is there so far would be taken for the whole.
      mailData.once('error', reject)
      connection.connect((refused) => {
        if (refused) return reject(refused)
        connection.send({ from: reversePath, to: forwardPaths, use8BitMime: true }, mailData, (error, info) =>
          error ? reject(error) : resolve(info ?? {}),
        )
      })
    })
    const [refused] = rejectedErrors
    if (refused) throw refused
  } catch (error) {
    throw error instanceof Undelivered ? error : toUndelivered(error as SmtpFault, to)
  } finally {
    connection.close()
  }
}

/** Errors of nodemailer. */
interface SmtpFault extends Error {
  code?: string | undefined
  command?: string | undefined
  responseCode?: number | undefined
}

function toUndelivered(error: SmtpFault, { host, port }: HostPort): Undelivered {
  const { code, command, responseCode, message } = error
  const options = { cause: error }
  if (responseCode === undefined)
    return code === 'EENVELOPE'
      ? new Undelivered(message, EXIT.data, options)
      : new Undelivered(`no SMTP at ${host} port ${port}: ${message}`, EXIT.unavailable, options)
  const isOfRecipient = command === 'RCPT TO' && responseCode >= 500
  return new Undelivered(message, isOfRecipient ? EXIT.noUser : EXIT.unavailable, options)
}

/** `-bs`: the dialogue itself. @throws {Undelivered} */
export async function speakSmtp({ host, port }: HostPort): Promise<void> {
  const socket = connect({ host, port })
  try {
    await once(socket, 'connect')
    // What goes wrong there ends the socket, and with it the answers. A dialogue that is written in advance is answered to its end.
    pipeline(process.stdin, socket, { end: false }).then(
      () => socket.setTimeout(SILENCE_MS, () => socket.end()),
      () => socket.destroy(),
    )
    await pipeline(socket, process.stdout, { end: false })
  } catch (error) {
    throw new Undelivered(`no SMTP at ${host} port ${port}: ${(error as Error).message}`, EXIT.unavailable, { cause: error })
  } finally {
    socket.destroy()
  }
}

/** Mails of a wanted size, sent over one connection. */
import { randomBytes, randomUUID } from 'node:crypto'
import { openSmtp, type SmtpDialogue } from './smtp.ts'

export interface MailOptions {
  subject?: string
  mailbox?: string
  /** Octets of text that no compression makes less. */
  octets?: number
}

export function composeTestMail({ subject = 'hi', mailbox, octets = 10 }: MailOptions = {}): string {
  const routing = mailbox === undefined ? '' : `X-Mailmitt-Mailbox: ${mailbox}\r\n`
  // Nothing that would earn a finding: tests tell by those what went wrong.
  const fields = `From: sender@a.test\r\nTo: to@b.test\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <${randomUUID()}@a.test>\r\n`
  const body = randomBytes(Math.ceil(octets / 2))
    .toString('hex')
    .slice(0, octets)
    .replace(/.{76}/g, '$&\r\n')
  return `${fields}Subject: ${subject}\r\n${routing}\r\n${body}\r\n`
}

/** @returns the reply to the end of mail data */
async function sendOver(smtp: SmtpDialogue, mail: string): Promise<string> {
  for (const line of ['MAIL FROM:<sender@a.test>', 'RCPT TO:<to@b.test>', 'DATA']) await smtp.say(line)
  return smtp.say(`${mail}.`)
}

/** @returns the reply to the end of mail data */
export async function sendMail(to: { host: string; port: number }, mail: string): Promise<string> {
  await using smtp = await openSmtp(to)
  await smtp.say('EHLO client.test')
  return await sendOver(smtp, mail)
}

/** For `startApp`: a parser that hangs on `composeHangingMail`. No mail is known on which it does so by itself. */
export const HANGING_PARSER = { NODE_OPTIONS: `--import=${new URL('../fixtures/hanging-thread.ts', import.meta.url)}` }

export function composeHangingMail(): string {
  return 'Subject: hostile\r\nX-Hang: yes\r\n\r\nbody\r\n'
}

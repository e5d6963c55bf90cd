/** Mails of a wanted size, sent over one connection. */
import { randomBytes } from 'node:crypto'
import { openSmtp, type SmtpDialogue } from './smtp.ts'

export interface MailOptions {
  subject?: string
  mailbox?: string
  /** Octets of text that no compression makes less. */
  octets?: number
}

export function composeTestMail({ subject = 'hi', mailbox, octets = 10 }: MailOptions = {}): string {
  const routing = mailbox === undefined ? '' : `X-Mailmitt-Mailbox: ${mailbox}\r\n`
  const body = randomBytes(Math.ceil(octets / 2))
    .toString('hex')
    .slice(0, octets)
    .replace(/.{76}/g, '$&\r\n')
  return `Subject: ${subject}\r\n${routing}\r\n${body}\r\n`
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

/** HTML that makes a parser build millions of elements: it takes longer than any mail may. */
export function composeHostileMail(): string {
  // Every paragraph opens all of these anew. White space between them would keep them open, so lines end inside tags.
  const open = Array.from({ length: 2000 }, (_, i) => `<b\r\nid=${i}>`).join('')
  return `Subject: hostile\r\nContent-Type: text/html\r\n\r\n<p>${open}</p>${'<p\r\n><br></p>'.repeat(20_000)}\r\n`
}

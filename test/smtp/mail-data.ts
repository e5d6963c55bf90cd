/** Mail data on its way through the SMTP port, dots and all (RFC 5321 §4.5.2). Written apart from the server's own. */
import type { RunningApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId, type SmtpDialogue } from '../harness/smtp.ts'

/** What a client puts on the wire after the 354, to the end of mail data. */
export function toWire(mailData: Uint8Array | string): Buffer {
  const octets = Buffer.from(mailData).toString('latin1')
  return Buffer.from(`${octets.replace(/(^|\r\n)\./g, '$1..')}.\r\n`, 'latin1')
}

/** What a server makes of it, without the end of mail data: the dot at the start of a line goes, whatever follows. */
export function fromWire(wire: string): string {
  return wire.replace(/(^|\r\n)\./g, '$1')
}

/** Sends mail data that ends with CRLF, or is empty, on an open connection. @returns the id of the message */
export async function sendMailData(smtp: SmtpDialogue, mailData: Uint8Array | string): Promise<string> {
  await beginData(smtp)
  smtp.write(toWire(mailData))
  return queuedId(await smtp.reply())
}

/** @returns the id of the message */
export async function deliver(app: RunningApp, mailData: Uint8Array | string): Promise<string> {
  await using smtp = await openSmtp(app.smtp)
  return await sendMailData(smtp, mailData)
}

/** The program with IMAP, and mail in it. */
import type { RunningApp } from '../harness/app.ts'
import { startApp } from '../harness/app.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { type ImapDialogue, openMailbox } from './raw-imap.ts'

export const startImap = (flags: readonly string[] = []): Promise<RunningApp> =>
  startApp({ flags: ['--imap', '127.0.0.1:0', ...flags] })

export function mail(subject: string, body = 'Hello'): string {
  return `From: Bob <bob@b.test>\r\nTo: ann@a.test\r\nSubject: ${subject}\r\n\r\n${body}\r\n`
}

/** Who reads what is in a mailbox that no other test knows, with that much in it. */
export async function openFilled(
  { imap }: Pick<RunningApp, 'imap'>,
  { user, messages = 0, mailbox = 'INBOX' }: { user: string; messages?: number; mailbox?: string },
): Promise<ImapDialogue> {
  const dialogue = await openMailbox(imap, { user, mailbox: '' })
  for (let i = 1; i <= messages; i++) await append(dialogue, 'INBOX', mail(`Mail ${i}`))
  // Nothing is recent to the second.
  if (mailbox !== '') for (let times = 0; times < 2; times++) await dialogue.ok(`SELECT ${mailbox}`)
  return dialogue
}

export async function append(imap: ImapDialogue, mailbox: string, mailData: string): Promise<void> {
  const { tagged } = await imap.sayWithLiteral(`APPEND ${mailbox}`, mailData)
  if (!tagged.startsWith('OK')) throw new Error(`APPEND was answered ${tagged}`)
}

/** By SMTP, up to its 250. */
export async function send({ smtp }: Pick<RunningApp, 'smtp'>, to: string, subject: string): Promise<string> {
  await using dialogue = await openSmtp(smtp)
  return await deliver(dialogue, mail(subject), { to: [to] })
}

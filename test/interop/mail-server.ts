/** A server that mail clients read from, and what lies in its mailboxes. */
import { type ImapConnection, type ImapPlace, openImap } from './imap-connection.ts'
import { printValue } from './imap-value.ts'

export interface MailServer extends AsyncDisposable {
  name: string
  imap: ImapPlace
  pop3: ImapPlace
  /** Where it has TLS: implicit, and by STARTTLS and STLS on the ports above. */
  tls?: { imaps: ImapPlace; pop3s: ImapPlace; authorityFile: string }
}

export async function signIn({ imap }: MailServer, user: string): Promise<ImapConnection> {
  const connection = await openImap(imap)
  await connection.ok(`LOGIN ${user} x`)
  return connection
}

/** Appends mails `1` to `count`. */
export async function fill(server: MailServer, user: string, count: number, mailbox = 'INBOX'): Promise<void> {
  await using imap = await signIn(server, user)
  for (let number = 1; number <= count; number++) await imap.ok(`APPEND ${mailbox} {}`, mailNumbered(number))
}

export function mailNumbered(number: number): string {
  const fields = [
    `From: Shop <shop@a.test>`,
    `To: ann@b.test`,
    `Subject: Mail number ${number}`,
    `Message-ID: <${number}@a.test>`,
  ]
  return [...fields, 'Date: Mon, 2 Mar 2026 10:00:00 +0000', '', `Body of ${number}`, '.dots', ''].join('\r\n')
}

/** By subject the flags of what is in a mailbox, sorted; `\Recent` left out. */
export async function flagsBySubject(server: MailServer, user: string, mailbox = 'INBOX'): Promise<Map<string, string>> {
  await using imap = await signIn(server, user)
  await imap.ok(`EXAMINE ${mailbox}`)
  const { untagged } = await imap.ok('UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')
  const seen = new Map<string, string>()
  for (const { name, values } of untagged) {
    const text = name === 'FETCH' ? values.map(printValue).join() : ''
    const subject = /Subject: ([^\\]*)\\r\\n/.exec(text)?.[1]
    const flags = /FLAGS \(([^)]*)\)/.exec(text)?.[1] ?? ''
    const words = flags.split(' ').filter((flag) => flag !== '' && flag !== '\\Recent')
    if (subject !== undefined) seen.set(subject, words.sort().join(' '))
  }
  return seen
}

/** `npm run interop -- dovecot [folder…]`: the same mails on Dovecot and on Mailmitt, everything asked of both, answers compared. */
import { compareFetch } from './compare-fetch.ts'
import { compareMailboxes } from './compare-mailboxes.ts'
import { comparePop3 } from './compare-pop3.ts'
import { compareSearch } from './compare-search.ts'
import { startDovecot } from './dovecot.ts'
import { type ImapConnection, openImap } from './imap-connection.ts'
import type { MailServer } from './mail-server.ts'
import { startMailmitt } from './mailmitt.ts'
import { type Mail, readMails } from './mails.ts'
import { createTally } from './tally.ts'

const USER = 'side'
const INTERNAL_DATE = '02-Mar-2026 10:11:12 +0000'

/** @param folders of more mails */
export async function compareWithDovecot(folders: readonly string[], { self = false, answers = false }): Promise<void> {
  await using reference = await startDovecot()
  await using ours = self ? await startDovecot() : await startMailmitt()
  const tally = createTally(answers ? ['SEARCH', 'mailboxes', 'APPEND', 'messages'] : [])
  await using expected = await signIn(reference)
  await using got = await signIn(ours)
  const mails = await deliver(readMails(folders), expected, got)
  for (const imap of [expected, got]) await imap.ok('SELECT INBOX')
  await compareFetch(tally, expected, got, mails)
  await compareSearch(tally, expected, got)
  await compareMailboxes(tally, expected, got)
  await comparePop3(tally, reference, ours, USER, mails)
  console.log(`${mails.length} mails`)
  tally.print()
  if (tally.differences.length > 0) process.exitCode = 1
}

async function signIn({ imap }: MailServer): Promise<ImapConnection> {
  const connection = await openImap(imap)
  await connection.ok(`LOGIN ${USER} x`)
  return connection
}

/** @returns those that both have */
async function deliver(mails: readonly Mail[], reference: ImapConnection, ours: ImapConnection): Promise<Mail[]> {
  const delivered: Mail[] = []
  for (const mail of mails) {
    const { status, text } = await reference.command(`APPEND INBOX "${INTERNAL_DATE}" {}`, mail.octets)
    if (status !== 'OK') {
      console.log(`Not compared, since the reference refuses it: ${mail.name}: ${text}`)
      continue
    }
    await ours.ok(`APPEND INBOX "${INTERNAL_DATE}" {}`, mail.octets)
    delivered.push(mail)
  }
  return delivered
}

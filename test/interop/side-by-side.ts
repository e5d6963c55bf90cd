/** `npm run interop -- dovecot [folder…]`: the same mails on Dovecot and on Mailmitt, everything asked of both, answers compared. */
import { compareFetch } from './compare-fetch.ts'
import { compareMailboxes } from './compare-mailboxes.ts'
import { comparePop3 } from './compare-pop3.ts'
import { compareSearch } from './compare-search.ts'
import { startDovecot } from './dovecot.ts'
import type { ImapConnection } from './imap-connection.ts'
import { type MailServer, signIn } from './mail-server.ts'
import { type Mail, readMails } from './mails.ts'
import { createTally } from './tally.ts'

const USER = 'side'
const INTERNAL_DATE = '02-Mar-2026 10:11:12 +0000'

interface Comparison {
  /** Of more mails. */
  folders: readonly string[]
  start: () => Promise<MailServer>
  /** Whether answers that are equal are printed too. */
  isTold: boolean
}

export async function compareWithDovecot({ folders, start, isTold }: Comparison): Promise<void> {
  await using reference = await startDovecot()
  await using ours = await start()
  const tally = createTally(isTold ? ['SEARCH', 'mailboxes', 'APPEND', 'messages'] : [])
  await using expected = await signIn(reference, USER)
  await using got = await signIn(ours, USER)
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

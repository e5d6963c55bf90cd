/** SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3), with CONDSTORE (RFC 7162 §3.1.8). */
import { type Command, defineCommand, SIGNED_IN } from '../command.ts'
import { enableCondstore } from '../condstore.ts'
import { ALL_SYSTEM_FLAGS } from '../flags.ts'
import { DELIMITER, writeMailboxName } from '../mailbox-name.ts'
import { Refusal } from '../refusal.ts'
import { mailbox, optionalList, readWords } from '../rules.ts'
import { openSelected, type SelectedMailbox } from '../selected-mailbox.ts'
import type { Session } from '../session.ts'

export const select = opening({ isReadOnly: false })
export const examine = opening({ isReadOnly: true })

function opening({ isReadOnly }: { isReadOnly: boolean }): Command {
  return defineCommand({
    states: SIGNED_IN,
    arguments: { name: mailbox, parameters: optionalList },
    async run({ session }, { name, parameters = [] }) {
      const words = readWords(parameters)
      if (words.some((word) => word !== 'CONDSTORE')) throw new Refusal('BAD', 'SELECT knows no parameter but CONDSTORE')
      // Also when the new one cannot be had (RFC 9051 §6.3.2).
      if (session.state === 'selected') session.responses.line('* OK [CLOSED] The mailbox before is closed')
      session.select(undefined)
      if (words.includes('CONDSTORE')) enableCondstore(session)
      const opened = await openSelected(session, name, isReadOnly || !session.has('change'))
      session.select(opened)
      for (const line of describe(session, opened)) session.responses.line(line)
      return { text: 'Selected', code: opened.isReadOnly ? 'READ-ONLY' : 'READ-WRITE' }
    },
  })
}

function describe(session: Session, { name, view, count, recentCount, firstUnseen, isReadOnly }: SelectedMailbox): string[] {
  const isRev2 = session.enabled.has('IMAP4REV2')
  return [
    `* FLAGS (${ALL_SYSTEM_FLAGS})`,
    `* OK [PERMANENTFLAGS (${isReadOnly ? '' : `${ALL_SYSTEM_FLAGS} \\*`})] ${isReadOnly ? 'None may be changed' : 'All of them last'}`,
    `* ${count} EXISTS`,
    ...(isRev2 ? [] : [`* ${recentCount} RECENT`]),
    ...(isRev2 || firstUnseen === undefined ? [] : [`* OK [UNSEEN ${firstUnseen + 1}] The first that is not seen`]),
    `* OK [UIDVALIDITY ${view.uidValidity}] For good`,
    `* OK [UIDNEXT ${view.lastUid + 1}] At the least`,
    `* OK [HIGHESTMODSEQ ${view.lastModseq}] Of the last change`,
    `* OK [MAILBOXID (${view.mailboxId})] Whatever its name`,
    ...(isRev2 ? [`* LIST () "${DELIMITER}" ${writeMailboxName(name, true)}`] : []),
  ]
}

/** Tells a client what has become of the mailbox it has selected (RFC 9051 §7.5). */
import { InputEnded } from '../lines/line-input.ts'
import { writeFlags } from './flags.ts'
import type { Session } from './session.ts'

/** @param keepsNumbers nothing is expunged in the eyes of the client */
export async function tellNews(session: Session, { keepsNumbers }: { keepsNumbers: boolean }): Promise<void> {
  if (session.state !== 'selected' || !session.selected.hasNews) return
  const { responses, account, enabled } = session
  const { expunged, exists, changed } = session.selected.takeNews(keepsNumbers)
  for (const number of expunged) {
    responses.line(`* ${number} EXPUNGE`)
    await responses.flushed()
  }
  if (exists !== undefined) responses.line(`* ${exists} EXISTS`)
  // RFC 3501 §7.3.2
  if (exists !== undefined && !enabled.has('IMAP4REV2')) responses.line(`* ${session.selected.recentCount} RECENT`)
  const tagged = changed.flatMap(({ entry }) => (entry.isTagged ? [entry.seq] : []))
  const tags = tagged.length === 0 ? undefined : await account.tagsOf(tagged)
  for (const { number, entry } of changed) {
    // RFC 7162 §3.1: who knows of mod-sequences is told the new one.
    const modseq = enabled.has('CONDSTORE') ? ` MODSEQ (${entry.modseq})` : ''
    responses.line(
      `* ${number} FETCH (UID ${entry.uid} FLAGS (${writeFlags(entry, tags?.get(entry.seq), session.isRecent(entry.uid))})${modseq})`,
    )
    await responses.flushed()
  }
}

/** That nothing is selected any more, an unasked CLOSED tells a client of IMAP4rev2 alone (RFC 9051 §3), so the session ends. */
export function leaveWithoutMailbox({ client }: Session): never {
  const reason = 'The mailbox was renamed or removed; select another'
  client.dismiss(reason)
  throw new InputEnded(reason)
}

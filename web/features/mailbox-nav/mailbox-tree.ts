/** Folders that mail clients make are mailboxes `<owner>/<Folder>`: here they stand with their owner, whose own mail may be nowhere. */
import type { Mailbox } from '../../../shared/model/mailbox.ts'

export interface MailboxGroup {
  owner: string
  /** Absent when there is no mailbox of that name: an address, or one whose mail is all in folders. */
  mailbox: Mailbox | undefined
  folders: { label: string; mailbox: Mailbox }[]
}

/** In the order in which they come. */
export function groupMailboxes(mailboxes: readonly Mailbox[]): MailboxGroup[] {
  const groups = new Map<string, MailboxGroup>()
  for (const mailbox of mailboxes) {
    const { owner, label } = splitName(mailbox.name)
    const group = groups.get(owner) ?? { owner, mailbox: undefined, folders: [] }
    groups.set(owner, group)
    if (label === undefined) group.mailbox = mailbox
    else group.folders.push({ label, mailbox })
  }
  return [...groups.values()]
}

function splitName(name: string): { owner: string; label: string | undefined } {
  const slash = name.indexOf('/')
  if (slash < 1 || slash === name.length - 1) return { owner: name, label: undefined }
  return { owner: name.slice(0, slash), label: name.slice(slash + 1) }
}

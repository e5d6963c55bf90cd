/** The mailboxes of an account as a tree: with the levels in between that are no mailboxes themselves. */
import type { MailAccount } from '../mail/mail-account.ts'
import { DELIMITER } from './mailbox-name.ts'

export interface TreeFolder {
  name: string
  /** It is a mailbox, not only a level. */
  exists: boolean
  subscribed: boolean
  /** `\Drafts`; empty when none. */
  specialUse: string
  /** At any depth, and there. */
  hasChildren: boolean
  /** At any depth below it. */
  hasSubscribed: boolean
  hasSpecialUse: boolean
}

/** As clients write them (RFC 6154 §2); those that show messages of others are not for us to make. */
export const SPECIAL_USES: ReadonlyMap<string, string> = new Map(
  ['Archive', 'Drafts', 'Junk', 'Sent', 'Trash'].map((name) => [name.toLowerCase(), `\\${name}`]),
)

/** INBOX first, then by name. */
export async function readFolderTree(account: MailAccount): Promise<TreeFolder[]> {
  const tree = new Map<string, TreeFolder>()
  const at = (name: string): TreeFolder => {
    const known = tree.get(name)
    if (known) return known
    const folder = { ...NO_FOLDER, name }
    tree.set(name, folder)
    return folder
  }
  for (const { name, exists, subscribed = false, specialUse } of await account.folders()) {
    const own = SPECIAL_USES.get(specialUse) ?? ''
    Object.assign(at(name), { exists, subscribed, specialUse: own })
    for (let end = name.lastIndexOf(DELIMITER); end > 0; end = name.lastIndexOf(DELIMITER, end - 1)) {
      const parent = at(name.slice(0, end))
      parent.hasChildren ||= exists
      parent.hasSubscribed ||= subscribed
      parent.hasSpecialUse ||= own !== ''
    }
  }
  const [inbox, ...others] = tree.values()
  return [...(inbox ? [inbox] : []), ...others.sort((a, b) => (a.name < b.name ? -1 : 1))]
}

const NO_FOLDER: Omit<TreeFolder, 'name'> = {
  ...{ exists: false, subscribed: false, specialUse: '' },
  ...{ hasChildren: false, hasSubscribed: false, hasSpecialUse: false },
}

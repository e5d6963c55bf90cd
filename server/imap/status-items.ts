/** Numbers of a mailbox that is not selected (RFC 9051 §6.3.11), for STATUS and LIST. */
import type { FolderStatus } from '../mail/mail-account.ts'
import { enableCondstore } from './condstore.ts'
import { writeMailboxName } from './mailbox-name.ts'
import { Refusal } from './refusal.ts'
import { isList, readWords } from './rules.ts'
import type { Session } from './session.ts'
import type { Token } from './token.ts'

const ITEMS = {
  MESSAGES: ({ total }) => total,
  UIDNEXT: ({ lastUid }) => lastUid + 1,
  UIDVALIDITY: ({ uidValidity }) => uidValidity,
  UNSEEN: ({ unseen }) => unseen,
  DELETED: ({ deleted }) => deleted,
  SIZE: ({ sizeOctets }) => sizeOctets,
  /** RFC 3501 §6.3.10 */
  RECENT: ({ recent }) => recent,
  /** RFC 7162 §3.1.7 */
  HIGHESTMODSEQ: ({ lastModseq }) => lastModseq,
  /** RFC 8474 §4.3 */
  MAILBOXID: ({ mailboxId }) => `(${mailboxId})`,
  /** RFC 7889 §3.1 */
  APPENDLIMIT: (_status, { maxMessageOctets }) => maxMessageOctets,
} satisfies Record<string, (status: FolderStatus & { recent: number }, services: Session['services']) => number | string>

export type StatusItem = keyof typeof ITEMS

/** @throws {Refusal} BAD */
export function readStatusItems(token: Token | undefined): StatusItem[] {
  if (!isList(token) || token.length === 0) throw new Refusal('BAD', 'STATUS takes a list of what is asked')
  return readWords(token).map((word) => {
    if (Object.hasOwn(ITEMS, word)) return word as StatusItem
    throw new Refusal('BAD', `STATUS tells ${Object.keys(ITEMS).join(', ')}, not ${word.slice(0, 80)}`)
  })
}

/** Who asks for mod-sequences speaks CONDSTORE from then on (RFC 7162 §3.1). @throws {AppError} `not_found` */
export async function tellStatus(session: Session, name: string, items: readonly StatusItem[]): Promise<void> {
  const status = await session.account.status(name)
  const recent = items.includes('RECENT') ? await countRecent(session, name, status) : 0
  if (items.includes('HIGHESTMODSEQ')) enableCondstore(session)
  const told = items.map((item) => `${item} ${ITEMS[item]({ ...status, recent }, session.services)}`)
  session.responses.line(`* STATUS ${writeMailboxName(name, session.isUtf8)} (${told.join(' ')})`)
}

/** Who is selected later is not told by this. @throws {AppError} `not_found` */
async function countRecent({ account, services }: Session, name: string, status: FolderStatus): Promise<number> {
  const after = services.told.upTo(status.mailboxId)
  if (after === 0) return status.total
  if (after >= status.lastUid) return 0
  const view = await account.open(name, () => undefined)
  const { list } = view
  view.close()
  return list.length - list.findLastIndex(({ uid }) => uid <= after) - 1
}

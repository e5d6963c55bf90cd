/**
 * Whose mail a mail client reads: its login name chooses. The name of a mailbox is that mailbox, an address is what was sent to
 * it, `all` is everything. Folders that a client makes lie beside its INBOX, as mailboxes `<name>/<Folder>`.
 */
import { AppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Folder, MailView, MarkRequest, Store, StoredMessage, ViewEntry, ViewStatus } from '../store/store.ts'
import type { AddMail, AddRequest } from './add.ts'
import { decodeCursor } from './cursor.ts'
import type { Ingest } from './ingest.ts'
import { type LiveView, type LiveViews, mailboxIdOf, type ViewChange } from './live-view.ts'
import { createMailSearch } from './mail-search.ts'
import { canonicalMailbox, normalizeMailbox } from './mailbox.ts'
import type { AsKnown, Messages } from './messages.ts'

export const INBOX = 'INBOX'
const EVERYTHING = 'all'
/** Where mail goes that a client puts among everything. */
const DEFAULT_MAILBOX = 'default'
const MAX_NAME_OCTETS = LIMITS.mail.mailboxName.value
const MAX_MAILBOXES = LIMITS.mail.mailboxes.value
/** Levels of folders: names are no paths to build towers of. */
const MAX_LEVELS = 16
/** Copied at once: the store commits them together. */
const COPY_AT_ONCE = 100

export interface MailAccountDependencies {
  store: Store
  messages: Messages
  addMail: AddMail
  ingest: Ingest
  views: LiveViews
}

export type MailAccounts = ReturnType<typeof createMailAccounts>
export type MailAccount = ReturnType<MailAccounts>

/** As its client names it. */
export type AccountFolder = Required<Folder>

export interface FolderStatus extends Omit<ViewStatus, 'folderNumber'> {
  mailboxId: string
}

/**
 * @returns a function that opens the account of a login name. Who may see one mailbox alone sees that, with its folders, also when
 * it is called like an address
 */
export function createMailAccounts({ store, messages, addMail, ingest, views }: MailAccountDependencies) {
  const search = createMailSearch(store)

  return (login: string, onlyMailbox?: string) => {
    const name = normalizeLogin(onlyMailbox ?? login)
    const inbox: MailView = onlyMailbox === undefined ? toInbox(name, login) : { type: 'mailbox', name }
    /** The mailbox that mail put into INBOX goes to. */
    const ownMailbox = inbox.type === 'all' ? DEFAULT_MAILBOX : name

    const mailboxOf = (folder: string) => (folder === INBOX ? ownMailbox : `${name}/${folder}`)
    const viewOf = (folder: string): MailView => (folder === INBOX ? inbox : { type: 'mailbox', name: mailboxOf(folder) })
    /** INBOX is subscribed until it is told otherwise, also when nothing has come yet. */
    const subscriptionOf = (folder: string) => (folder === INBOX ? name : mailboxOf(folder))

    /** INBOX first; then those that were made, and names that are subscribed and no mailbox's any more, by name. */
    async function folders(): Promise<AccountFolder[]> {
      const all = await store.folders()
      const isSubscribed = all.find((folder) => folder.name === name)?.subscribed ?? true
      const made = all.flatMap(({ subscribed = false, ...folder }) =>
        folder.name.startsWith(`${name}/`) && (folder.exists || subscribed)
          ? { ...folder, subscribed, name: folder.name.slice(name.length + 1) }
          : [],
      )
      return [{ name: INBOX, exists: true, subscribed: isSubscribed, specialUse: '' }, ...made]
    }

    async function has(folder: string): Promise<boolean> {
      return folder === INBOX || (await folders()).some((known) => known.exists && known.name === folder)
    }

    /** @throws {AppError} `not_found` */
    async function expectFolder(folder: string): Promise<void> {
      if (!(await has(folder))) throw new AppError('not_found', `There is no mailbox ${folder}`)
    }

    /** @throws {AppError} `conflict`, `invalid` */
    async function expectFree(folder: string): Promise<void> {
      checkFolderName(folder, mailboxOf(folder))
      if (await has(folder)) throw new AppError('conflict', `There is a mailbox ${folder} already`)
    }

    /** By `seq`. */
    async function uidsIn(folder: string, seqs: readonly number[]): Promise<Map<number, number>> {
      const { entries } = await store.view({ type: 'mailbox', name: mailboxOf(folder) }, { seqs })
      return new Map(entries.map(({ seq, uid }) => [seq, uid]))
    }

    /** @returns the `seq` of the copy; undefined when the message is gone */
    async function copyOne({ seq, ...flags }: ViewEntry, mailbox: string): Promise<number | undefined> {
      const message = await store.get(seq)
      if (!message) return undefined
      const { envelope, parameters, session, receivedAt, tags, mailDataId, sizeOctets } = message
      const copy = await ingest.accept({
        ...{ origin: 'copy', mailbox, copyOf: seq, head: new Uint8Array() },
        ...{ envelope, parameters, session, receivedAt, tags, flags },
        mailData: { id: mailDataId, sizeOctets, small: undefined },
      })
      return copy.seq
    }

    return {
      name,
      folders,
      has,
      search,

      /**
       * @param onGone told once when the mailbox was renamed or removed by somebody else
       * @throws {AppError} `not_found`, `unavailable`
       */
      async open(folder: string, onChange: (change: ViewChange) => void, onGone?: () => void): Promise<LiveView> {
        await expectFolder(folder)
        return views.open(viewOf(folder), onChange, onGone)
      },

      /** @throws {AppError} `not_found`, `unavailable` */
      async status(folder: string): Promise<FolderStatus> {
        await expectFolder(folder)
        await ingest.settled()
        const { folderNumber, ...status } = await store.viewStatus(viewOf(folder))
        return { ...status, mailboxId: mailboxIdOf(store.databaseId, viewOf(folder), folderNumber) }
      },

      /** What goes with the `uid` of what is put there. */
      async uidValidity(folder: string): Promise<number> {
        return (await store.view(viewOf(folder), { seqs: [] })).uidValidity
      },

      /** @throws {AppError} `conflict`, `invalid`, `insufficient_storage` */
      async create(folder: string, specialUse?: string): Promise<void> {
        await expectFree(folder)
        if ((await store.folders()).length >= MAX_MAILBOXES)
          throw new AppError('insufficient_storage', `There are ${MAX_MAILBOXES.toLocaleString('en')} mailboxes already`)
        await messages.putFolder({ name: mailboxOf(folder), specialUse })
      },

      /** @throws {AppError} `not_found` */
      async subscribe(folder: string, isSubscribed: boolean): Promise<void> {
        if (isSubscribed) await expectFolder(folder)
        await store.setSubscribed(subscriptionOf(folder), isSubscribed)
      },

      /** With all that is in it. @throws {AppError} `not_found`, `conflict` */
      async remove(folder: string): Promise<void> {
        if (folder === INBOX) throw new AppError('conflict', 'INBOX cannot be deleted')
        await expectFolder(folder)
        for (;;) {
          await ingest.settled()
          const { entries } = await store.view(viewOf(folder))
          if (entries.length === 0) break
          await messages.removeNamed(entries.map(({ seq }) => seq))
        }
        await messages.removeFolder(mailboxOf(folder))
      },

      /** Of INBOX, what is in it moves, and it stays (RFC 9051 §6.3.6). @throws {AppError} `not_found`, `conflict`, `invalid` */
      async rename(folder: string, newName: string): Promise<void> {
        await expectFolder(folder)
        if (folder !== INBOX && newName.startsWith(`${folder}/`))
          throw new AppError('invalid', 'A mailbox cannot be put below itself')
        await expectFree(newName)
        if (folder === INBOX) {
          await messages.putFolder({ name: mailboxOf(newName) })
          await ingest.settled()
          const { entries } = await store.view(inbox)
          await messages.moveNamed(
            entries.map(({ seq }) => seq),
            mailboxOf(newName),
          )
          return
        }
        const below = (await folders()).filter((known) => known.exists && known.name.startsWith(`${folder}/`))
        const renamed = [folder, ...below.map((known) => known.name)].map((known) => [
          known,
          newName + known.slice(folder.length),
        ])
        for (const [, to = ''] of renamed) await expectFree(to)
        for (const [from = '', to = ''] of renamed) await messages.renameFolder(mailboxOf(from), mailboxOf(to))
      },

      /** @returns undefined when it is gone. @throws {AppError} `damaged` */
      read: (seq: number): Promise<StoredMessage | undefined> => store.get(seq),

      /** Of the mail data, in pieces; `end` is exclusive. */
      octets: (message: StoredMessage, start: number, end: number): AsyncIterable<Uint8Array> =>
        messages.octets(message, start, end),

      /** By `seq`, of those that have any. */
      tagsOf: (seqs: readonly number[]): Promise<Map<number, string[]>> => store.tagsOf(seqs),

      /** By `seq`, of those that are still there. */
      idsOf: (seqs: readonly number[]): Promise<Map<number, string>> => store.idsOf(seqs),

      /**
       * @returns by `seq`, those that have changed since `unchangedSince`, and are left as they are
       * @throws {AppError} `conflict` when there are too many tags
       */
      mark: (entries: readonly ViewEntry[], request: MarkRequest): Promise<number[]> =>
        messages.markNamed(seqsOf(entries), request, { uids: uidsOf(entries) }),

      /**
       * Removes them for everyone.
       *
       * @param deleted only those still marked so when their turn comes
       * @returns how many were still there
       */
      expunge: (entries: readonly ViewEntry[], { deleted }: Pick<AsKnown, 'deleted'> = {}): Promise<number> =>
        messages.removeNamed(seqsOf(entries), { uids: uidsOf(entries), deleted }),

      /** @returns its `uid`. @throws {AppError} `not_found`, `insufficient_storage`, `too_large` */
      async append(
        folder: string,
        request: Pick<AddRequest, 'mailData' | 'flags' | 'tags' | 'receivedAt'>,
      ): Promise<number | undefined> {
        await expectFolder(folder)
        const { cursor } = await addMail.add({ ...request, origin: 'append', folder: mailboxOf(folder) })
        await ingest.settled()
        const seq = decodeCursor(store.databaseId, cursor)
        return (await uidsIn(folder, [seq])).get(seq)
      },

      /**
       * All of them, or none (RFC 9051 §6.4.7).
       *
       * @returns by `seq` of the original the `uid` of the copy
       * @throws {AppError} `not_found`, `insufficient_storage`
       */
      async copy(entries: readonly ViewEntry[], folder: string): Promise<Map<number, number>> {
        await expectFolder(folder)
        const copies = new Map<number, number>()
        const copyTo = async (entry: ViewEntry) => {
          const copy = await copyOne(entry, mailboxOf(folder))
          if (copy !== undefined) copies.set(entry.seq, copy)
        }
        for (let start = 0; start < entries.length; start += COPY_AT_ONCE) {
          const done = await Promise.allSettled(entries.slice(start, start + COPY_AT_ONCE).map(copyTo))
          const failed = done.find(({ status }) => status === 'rejected')
          if (!failed) continue
          await ingest.settled()
          await messages.removeNamed([...copies.values()])
          throw (failed as PromiseRejectedResult).reason
        }
        await ingest.settled()
        const uids = await uidsIn(folder, [...copies.values()])
        return new Map([...copies].flatMap(([seq, copy]) => (uids.has(copy) ? [[seq, uids.get(copy) ?? 0]] : [])))
      },

      /** Of all messages. */
      async tagNames(): Promise<string[]> {
        return (await store.tags()).map(({ name: tag }) => tag)
      },

      /** @returns by `seq` the new `uid`. @throws {AppError} `not_found` */
      async move(entries: readonly ViewEntry[], folder: string): Promise<Map<number, number>> {
        await expectFolder(folder)
        return messages.moveNamed(seqsOf(entries), mailboxOf(folder), { uids: uidsOf(entries) })
      },
    }
  }
}

const seqsOf = (entries: readonly ViewEntry[]) => entries.map(({ seq }) => seq)
/** What a client has seen elsewhere, under another one, is not what it means here: a message keeps its `seq` wherever it moves. */
const uidsOf = (entries: readonly ViewEntry[]) => entries.map(({ uid }) => uid)

function toInbox(name: string, login: string): MailView {
  if (name === EVERYTHING) return { type: 'all' }
  return name.includes('@') ? { type: 'address', address: canonicalMailbox(login), mailbox: name } : { type: 'mailbox', name }
}

/** As mail that somebody of this name sends would be filed. */
function normalizeLogin(login: string): string {
  const name = canonicalMailbox(login)
  return name === EVERYTHING ? name : normalizeMailbox(login) || DEFAULT_MAILBOX
}

/** @throws {AppError} `invalid` */
function checkFolderName(folder: string, mailbox: string): void {
  const isWellFormed = /^[^/\p{Cc}%*]+(\/[^/\p{Cc}%*]+)*$/u.test(folder)
  if (!isWellFormed)
    throw new AppError('invalid', 'A mailbox name has no control characters, no % and *, and no empty level between slashes')
  if (canonicalMailbox(folder) !== folder)
    throw new AppError('invalid', 'A mailbox name is written in Unicode NFC, with no blanks around it')
  if (folder.split('/').length > MAX_LEVELS) throw new AppError('invalid', `A mailbox name has ${MAX_LEVELS} levels at the most`)
  if (Buffer.byteLength(mailbox) > MAX_NAME_OCTETS)
    throw new AppError('invalid', `A mailbox name has ${MAX_NAME_OCTETS} octets at the most, with the account's before it`)
}

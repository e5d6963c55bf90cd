/**
 * Whose mail a mail client reads: its login name chooses. The name of a mailbox is that mailbox, an address is what was sent to
 * it, `all` is everything. Folders that a client makes lie beside its INBOX, as mailboxes `<name>/<Folder>`.
 */
import { AppError } from '../errors.ts'
import type { Folder, MailView, MarkRequest, Store, StoredMessage, ViewEntry } from '../store/store.ts'
import type { AddMail, AddRequest } from './add.ts'
import type { Ingest } from './ingest.ts'
import type { LiveView, LiveViews, ViewChange } from './live-view.ts'
import { createMailSearch } from './mail-search.ts'
import { canonicalMailbox, normalizeMailbox } from './mailbox.ts'
import type { Messages } from './messages.ts'

export const INBOX = 'INBOX'
const EVERYTHING = 'all'
/** Where mail goes that a client puts among everything. */
const DEFAULT_MAILBOX = 'default'
const MAX_NAME_OCTETS = 255
/** Levels of folders: names are no paths to build towers of. */
const MAX_LEVELS = 16

export interface MailAccountDependencies {
  store: Store
  messages: Messages
  addMail: AddMail
  ingest: Ingest
  views: LiveViews
}

export type MailAccounts = ReturnType<typeof createMailAccounts>
export type MailAccount = ReturnType<MailAccounts>

/** @returns a function that opens the account of a login name */
export function createMailAccounts({ store, messages, addMail, ingest, views }: MailAccountDependencies) {
  const search = createMailSearch(store)

  return (login: string) => {
    const name = normalizeLogin(login)
    const inbox = toInbox(name)
    /** The mailbox that mail put into INBOX goes to. */
    const ownMailbox = inbox.type === 'all' ? DEFAULT_MAILBOX : name

    const mailboxOf = (folder: string) => (folder === INBOX ? ownMailbox : `${name}/${folder}`)
    const folderOf = (mailbox: string) => (mailbox.startsWith(`${name}/`) ? mailbox.slice(name.length + 1) : undefined)

    /** INBOX first; then those that were made, by name. */
    async function folders(): Promise<Folder[]> {
      const all = await store.folders()
      const own = all.find((folder) => folder.name === ownMailbox && inbox.type !== 'all')
      const made = all.flatMap((folder) => {
        const within = folderOf(folder.name)
        return within === undefined ? [] : { ...folder, name: within }
      })
      return [{ name: INBOX, subscribed: own?.subscribed ?? true, specialUse: '' }, ...made]
    }

    async function has(folder: string): Promise<boolean> {
      return folder === INBOX || (await folders()).some((known) => known.name === folder)
    }

    /** @throws {AppError} `not_found` */
    async function expectFolder(folder: string): Promise<void> {
      if (!(await has(folder))) throw new AppError('not_found', `There is no mailbox ${folder}`)
    }

    return {
      name,
      folders,
      has,
      search,

      /** @throws {AppError} `not_found`, `unavailable` */
      async open(folder: string, onChange: (change: ViewChange) => void): Promise<LiveView> {
        await expectFolder(folder)
        return views.open(folder === INBOX ? inbox : { type: 'mailbox', name: mailboxOf(folder) }, onChange)
      },

      /** @throws {AppError} `conflict`, `invalid` */
      async create(folder: string, specialUse?: string): Promise<void> {
        checkFolderName(folder, mailboxOf(folder))
        if (await has(folder)) throw new AppError('conflict', `There is a mailbox ${folder} already`)
        await store.putFolder({ name: mailboxOf(folder), specialUse, subscribed: false })
      },

      async subscribe(folder: string, subscribed: boolean): Promise<void> {
        if (folder !== INBOX) await expectFolder(folder)
        await store.putFolder({ name: mailboxOf(folder), subscribed })
      },

      /** With all that is in it. @throws {AppError} `not_found`, `conflict` */
      async remove(folder: string): Promise<void> {
        if (folder === INBOX) throw new AppError('conflict', 'INBOX cannot be deleted')
        await expectFolder(folder)
        const mailbox = mailboxOf(folder)
        for (;;) {
          const { entries } = await store.view({ type: 'mailbox', name: mailbox })
          if (entries.length === 0) break
          await messages.removeNamed(entries.map(({ seq }) => seq))
        }
        await store.removeFolder(mailbox)
      },

      /** Of INBOX, what is in it moves, and it stays (RFC 9051 §6.3.6). @throws {AppError} `not_found`, `conflict`, `invalid` */
      async rename(folder: string, newName: string): Promise<void> {
        checkFolderName(newName, mailboxOf(newName))
        await expectFolder(folder)
        if (await has(newName)) throw new AppError('conflict', `There is a mailbox ${newName} already`)
        if (folder === INBOX) {
          await store.putFolder({ name: mailboxOf(newName) })
          const { entries } = await store.view(inbox)
          await messages.moveNamed(
            entries.map(({ seq }) => seq),
            mailboxOf(newName),
          )
          return
        }
        const within = (await folders()).filter(({ name: known }) => known === folder || known.startsWith(`${folder}/`))
        for (const { name: known } of within)
          await store.renameFolder(mailboxOf(known), mailboxOf(newName + known.slice(folder.length)))
      },

      /** @returns its `uid`. @throws {AppError} `not_found`, `insufficient_storage`, `too_large` */
      async append(
        folder: string,
        request: Pick<AddRequest, 'mailData' | 'flags' | 'tags' | 'receivedAt'>,
      ): Promise<number | undefined> {
        await expectFolder(folder)
        const { id } = await addMail.add({ ...request, origin: 'append', folder: mailboxOf(folder) })
        await ingest.settled()
        return uidOf(await store.get(id))
      },

      /** @returns by `seq` of the original the `uid` of the copy. @throws {AppError} `not_found`, `insufficient_storage` */
      async copy(entries: readonly ViewEntry[], folder: string): Promise<Map<number, number>> {
        await expectFolder(folder)
        const copies = new Map<number, string>()
        for (const { seq, ...flags } of entries) {
          const message = await store.get(seq)
          if (!message) continue
          const { id } = await ingest.accept({
            ...{ origin: 'copy', mailbox: mailboxOf(folder), head: new Uint8Array(), copyOf: seq },
            ...{ envelope: message.envelope, parameters: message.parameters, session: message.session },
            ...{ receivedAt: message.receivedAt, tags: message.tags },
            flags: { ...flags },
            mailData: { id: message.mailDataId, sizeOctets: message.sizeOctets, small: undefined },
          })
          copies.set(seq, id)
        }
        await ingest.settled()
        const uids = new Map<number, number>()
        for (const [seq, id] of copies) {
          const uid = await uidOf(await store.get(id))
          if (uid !== undefined) uids.set(seq, uid)
        }
        return uids
      },

      /** @returns the `seq` of those left as they are, as they have changed since `unchangedSince` */
      async mark(entries: readonly ViewEntry[], request: MarkRequest): Promise<number[]> {
        return messages.markNamed(
          entries.map(({ seq }) => seq),
          request,
        )
      },

      /** For everyone. */
      async expunge(entries: readonly ViewEntry[]): Promise<void> {
        await messages.removeNamed(entries.map(({ seq }) => seq))
      },

      tagsOf: (seqs: readonly number[]) => store.tagsOf(seqs),

      /** All that messages here have. */
      async tagNames(): Promise<string[]> {
        return (await store.tags()).map(({ name: tag }) => tag)
      },

      /** @returns by `seq` the new `uid`. @throws {AppError} `not_found` */
      async move(entries: readonly ViewEntry[], folder: string): Promise<Map<number, number>> {
        await expectFolder(folder)
        return messages.moveNamed(
          entries.map(({ seq }) => seq),
          mailboxOf(folder),
        )
      },
    }
  }

  async function uidOf(message: StoredMessage | undefined): Promise<number | undefined> {
    if (!message) return undefined
    const { entries } = await store.view({ type: 'mailbox', name: message.mailbox }, [message.seq])
    return entries[0]?.uid
  }
}

function toInbox(name: string): MailView {
  if (name === EVERYTHING) return { type: 'all' }
  return name.includes('@') ? { type: 'address', address: name } : { type: 'mailbox', name }
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
  if (folder.split('/').length > MAX_LEVELS) throw new AppError('invalid', `A mailbox name has ${MAX_LEVELS} levels at the most`)
  if (Buffer.byteLength(mailbox) > MAX_NAME_OCTETS)
    throw new AppError('invalid', `A mailbox name has ${MAX_NAME_OCTETS} octets at the most, with the account's before it`)
}

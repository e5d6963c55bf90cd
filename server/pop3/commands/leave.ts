/** What becomes of messages when the client is done: DELE, RSET, NOOP and QUIT (RFC 1939 §5, §6). */
import { mayDo } from '../../access/mail-sign-in.ts'
import { INBOX } from '../../mail/mail-account.ts'
import { type Command, NO_ARGUMENTS, type OpenedMaildrop, openedOf, type Pop3Session } from '../session.ts'

export const dele: Command = {
  state: 'transaction',
  syntax: /^(\d{1,10}) *$/,
  usage: 'DELE and the number of a message',
  async run(session, [number]) {
    openedOf(session).maildrop.mark(Number(number))
    return `Message ${Number(number)} is marked as deleted`
  },
}

export const rset: Command = {
  state: 'transaction',
  syntax: NO_ARGUMENTS,
  usage: 'RSET',
  async run(session) {
    const { maildrop } = openedOf(session)
    maildrop.reset()
    const { messages, octets } = maildrop.total()
    return `${messages} messages (${octets} octets)`
  },
}

export const noop: Command = { state: 'transaction', syntax: NO_ARGUMENTS, usage: 'NOOP', run: async () => 'Still here' }

/** Nothing is deleted by any other end: a client that is cut off has not said that it is done (RFC 1939 §6). */
export const quit: Command = {
  syntax: NO_ARGUMENTS,
  usage: 'QUIT',
  async run(session) {
    session.isOver = true
    return session.opened ? update(session, session.opened) : 'Bye'
  },
}

/** The UPDATE state. */
async function update({ isDeleting }: Pop3Session, { account, maildrop, grant }: OpenedMaildrop): Promise<string> {
  const marked = maildrop.marked()
  if (marked.length === 0) return 'Bye'
  const kept = `Bye; messages marked as deleted that are kept: ${marked.length}`
  if (!isDeleting) return `${kept} (--pop3-delete is off)`
  if (!mayDo(grant, 'change')) return `${kept} (your token may not delete)`
  const view = await account.open(INBOX, () => undefined)
  try {
    // What has been filed elsewhere since is no longer here to be deleted.
    const here = marked.flatMap((uid) => view.entries.get(uid) ?? [])
    return `Bye; messages deleted: ${await account.expunge(here)}`
  } finally {
    view.close()
  }
}

/** CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.4 to §6.3.8). */
import { AppError } from '../../errors.ts'
import { INBOX } from '../../mail/mail-account.ts'
import { defineCommand, SIGNED_IN } from '../command.ts'
import { SPECIAL_USES } from '../folder-tree.ts'
import { DELIMITER } from '../mailbox-name.ts'
import { Refusal } from '../refusal.ts'
import { isList, isValue, mailbox, optionalList } from '../rules.ts'
import type { Session } from '../session.ts'
import type { Token } from '../token.ts'

export const create = defineCommand({
  states: SIGNED_IN,
  arguments: { name: mailbox, parameters: optionalList },
  async run({ session }, { name, parameters = [] }) {
    session.expectRight('change')
    const specialUse = readSpecialUse(parameters)
    // With the separator behind it a client says that it will make others below it.
    const folder = name.replace(/\/$/, '')
    await session.account.create(folder, specialUse).catch(toAlreadyExists)
    const { mailboxId } = await session.account.status(folder)
    return { text: 'Made', code: `MAILBOXID (${mailboxId})` }
  },
})

export const deleteFolder = defineCommand({
  states: SIGNED_IN,
  arguments: { name: mailbox },
  async run({ session }, { name }) {
    session.expectRight('change')
    await session.account.remove(name)
    unselectWhatIsGone(session, name)
    return { text: 'Deleted, with all that was in it' }
  },
})

export const rename = defineCommand({
  states: SIGNED_IN,
  arguments: { name: mailbox, newName: mailbox },
  async run({ session }, { name, newName }) {
    session.expectRight('change')
    await session.account.rename(name, newName).catch(toAlreadyExists)
    if (name !== INBOX) unselectWhatIsGone(session, name)
    return { text: 'Renamed' }
  },
})

export const subscribe = subscribing(true)
export const unsubscribe = subscribing(false)

function subscribing(subscribed: boolean) {
  return defineCommand({
    states: SIGNED_IN,
    arguments: { name: mailbox },
    async run({ session }, { name }) {
      session.expectRight('change')
      await session.account.subscribe(name, subscribed)
      return { text: subscribed ? 'Subscribed' : 'No longer subscribed' }
    },
  })
}

/** Under its name there is nothing any more; the client has done it itself. */
function unselectWhatIsGone(session: Session, name: string): void {
  if (
    session.state !== 'selected' ||
    (session.selected.name !== name && !session.selected.name.startsWith(`${name}${DELIMITER}`))
  )
    return
  session.select(undefined)
  session.responses.line('* OK [CLOSED] The mailbox that was selected has another name, or none')
}

/** `(USE (\Drafts))`: one at the most (RFC 6154 §3). */
function readSpecialUse(parameters: readonly Token[]): string | undefined {
  if (parameters.length === 0) return undefined
  const [keyword, uses] = parameters
  if (!isValue(keyword) || keyword.value.toUpperCase() !== 'USE' || !isList(uses) || parameters.length > 2)
    throw new Refusal('BAD', 'CREATE knows no parameter but USE and a list')
  const [use] = uses
  if (use === undefined) return undefined
  const known = isValue(use) ? use.value.toLowerCase().slice(1) : ''
  if (uses.length > 1 || !SPECIAL_USES.has(known))
    throw new Refusal('NO', `A mailbox is one of ${[...SPECIAL_USES.values()].join(', ')}`, 'USEATTR')
  return known
}

function toAlreadyExists(error: unknown): never {
  if (error instanceof AppError && error.code === 'conflict') throw new Refusal('NO', error.message, 'ALREADYEXISTS')
  throw error
}

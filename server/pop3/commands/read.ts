/** What there is: STAT, LIST, UIDL, RETR and TOP (RFC 1939 §5, §7). None of them has a message seen. */
import { AppError } from '../../errors.ts'
import { type Command, NO_ARGUMENTS, type OpenedMaildrop, openedOf } from '../session.ts'
import { topOf } from '../top.ts'

/** Characters of a list that are written at once. */
const BATCH_CHARACTERS = 64 * 1024
/** Messages whose ids are asked for at once. */
const BATCH_IDS = 2000

export const stat: Command = {
  state: 'transaction',
  syntax: NO_ARGUMENTS,
  usage: 'STAT',
  async run(session) {
    const { messages, octets } = openedOf(session).maildrop.total()
    return `${messages} ${octets}`
  },
}

export const list: Command = {
  state: 'transaction',
  syntax: /^(?:(\d{1,10}) *)?$/,
  usage: 'LIST, with the number of a message or without',
  async run(session, [asked]) {
    const { maildrop } = openedOf(session)
    if (asked !== undefined) {
      const { number, sizeOctets } = maildrop.find(Number(asked))
      return `${number} ${sizeOctets}`
    }
    const { messages, octets } = maildrop.total()
    return { text: `${messages} messages (${octets} octets)`, body: sizes(openedOf(session)) }
  },
}

export const uidl: Command = {
  state: 'transaction',
  syntax: /^(?:(\d{1,10}) *)?$/,
  usage: 'UIDL, with the number of a message or without',
  async run(session, [asked]) {
    const opened = openedOf(session)
    if (asked === undefined) return { text: 'Ids follow', body: ids(opened) }
    const { number, seq } = opened.maildrop.find(Number(asked))
    return `${number} ${idOf(await opened.account.idsOf([seq]), seq)}`
  },
}

export const retr: Command = {
  state: 'transaction',
  syntax: /^(\d{1,10}) *$/,
  usage: 'RETR and the number of a message',
  async run(session, [number]) {
    const { sizeOctets, mailData } = await find(openedOf(session), Number(number))
    return { text: `${sizeOctets} octets`, body: mailData }
  },
}

export const top: Command = {
  state: 'transaction',
  syntax: /^(\d{1,10}) (\d{1,10}) *$/,
  usage: 'TOP, the number of a message, and how many lines of its body',
  async run(session, [number, lines]) {
    const { mailData } = await find(openedOf(session), Number(number))
    return { text: `Header section and ${Number(lines)} lines`, body: topOf(mailData, Number(lines)) }
  },
}

async function find({ account, maildrop }: OpenedMaildrop, number: number) {
  const { seq, sizeOctets } = maildrop.find(number)
  const message = await account.read(seq)
  // Nobody locks anything here: another client, the web or the retention may have removed it.
  if (!message) throw new AppError('not_found', `Message ${number} has been deleted since you signed in`)
  return { sizeOctets, mailData: account.octets(message, 0, message.sizeOctets) }
}

async function* sizes({ maildrop }: OpenedMaildrop): AsyncGenerator<string> {
  let batch = ''
  for (const { number, sizeOctets } of maildrop.unmarked()) {
    batch += `${number} ${sizeOctets}\r\n`
    if (batch.length < BATCH_CHARACTERS) continue
    yield batch
    batch = ''
  }
  yield batch
}

async function* ids({ account, maildrop }: OpenedMaildrop): AsyncGenerator<string> {
  const all = [...maildrop.unmarked()]
  for (let at = 0; at < all.length; at += BATCH_IDS) {
    const batch = all.slice(at, at + BATCH_IDS)
    const known = await account.idsOf(batch.map(({ seq }) => seq))
    yield batch.map(({ number, seq }) => `${number} ${idOf(known, seq)}\r\n`).join('')
  }
}

/** One that is gone meanwhile still has a line, and so an id that no other has. */
function idOf(known: ReadonlyMap<number, string>, seq: number): string {
  return known.get(seq) ?? `gone-${seq}`
}

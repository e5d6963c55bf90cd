/** FETCH and UID FETCH (RFC 9051 §6.4.5); only what has changed since (RFC 7162 §3.1.4). */
import { AppError } from '../../errors.ts'
import { defineCommand, SELECTED } from '../command.ts'
import { enableCondstore } from '../condstore.ts'
import { fetchResponse } from '../fetch/fetch-response.ts'
import { type FetchItem, needsMessage, readFetchItems, setsSeen } from '../fetch/items.ts'
import { fetchSimple } from '../fetch/simple-items.ts'
import { writeFlags } from '../flags.ts'
import { findMessages, type NamedMessage } from '../message-set.ts'
import { Refusal } from '../refusal.ts'
import { anything, isValue, optionalList, readWords, sequenceSet } from '../rules.ts'
import type { Session } from '../session.ts'
import type { Token } from '../token.ts'

/** Tags of so many messages are asked for at once. */
const AT_ONCE = 1000
const UID: FetchItem = { type: 'UID', label: 'UID' }
const FLAGS: FetchItem = { type: 'FLAGS', label: 'FLAGS' }
const MODSEQ: FetchItem = { type: 'MODSEQ', label: 'MODSEQ' }

export const fetch = defineCommand({
  states: SELECTED,
  arguments: { set: sequenceSet, items: anything, modifiers: optionalList },
  keepsNumbers: true,
  async run({ session, isUid }, { set, items: asked, modifiers }) {
    const { selected, account } = session
    const changedSince = readChangedSince(modifiers)
    const items = readFetchItems(asked)
    if (changedSince !== undefined || hasItem(items, 'MODSEQ')) enableCondstore(session)
    const { found, isComplete } = findMessages(session, set, isUid)
    const named = changedSince === undefined ? found : found.filter(({ entry }) => entry.modseq > changedSince)
    const seen = setsSeen(items) && !selected.isReadOnly && session.has('change') ? named.filter(({ entry }) => !entry.seen) : []
    if (seen.length > 0) {
      await account.mark(
        seen.map(({ entry }) => entry),
        { seen: true },
      )
      await selected.view.settled()
    }
    const implied = withImplied(items, { isUid, hasModseq: changedSince !== undefined })
    const failure = await tellAll(session, implied, named, new Set(seen.map(({ entry }) => entry.uid)))
    if (failure !== undefined) throw failure
    if (!isComplete && !isUid) return { status: 'NO', text: 'Some of them are gone', code: 'EXPUNGEISSUED' }
    return { text: 'That is all' }
  },
})

function hasItem(items: readonly FetchItem[], type: FetchItem['type']): boolean {
  return items.some((item) => item.type === type)
}

/** RFC 9051 §6.4.9 (UID), RFC 7162 §3.1.4.1 (MODSEQ) */
function withImplied(items: FetchItem[], { isUid, hasModseq }: { isUid: boolean; hasModseq: boolean }): FetchItem[] {
  return [
    ...(isUid && !hasItem(items, 'UID') ? [UID] : []),
    ...items,
    ...(hasModseq && !hasItem(items, 'MODSEQ') ? [MODSEQ] : []),
  ]
}

/** @returns what kept one of them from being told */
async function tellAll(
  session: Session,
  items: readonly FetchItem[],
  named: readonly NamedMessage[],
  nowSeen: ReadonlySet<number>,
): Promise<unknown> {
  const { selected, responses, enabled } = session
  const changedItems = [FLAGS, ...(enabled.has('CONDSTORE') ? [MODSEQ] : [])].filter((item) => !hasItem(items, item.type))
  const isSimple = !needsMessage(items)
  const tellsFlags = hasItem(items, 'FLAGS')
  let failure: unknown
  for (let start = 0; start < named.length; start += AT_ONCE) {
    const some = named.slice(start, start + AT_ONCE)
    const tags = tellsFlags || nowSeen.size > 0 ? await tagsOf(session, some) : undefined
    for (const { number, entry: known } of some) {
      const entry = selected.view.entries.get(known.uid) ?? known
      const isNowSeen = nowSeen.has(entry.uid)
      // RFC 9051 §6.4.5: what FETCH itself has changed is told with it.
      const wanted = isNowSeen ? [...items, ...changedItems] : items
      const flags = writeFlags(entry, tags?.get(entry.seq), session.isRecent(entry.uid))
      if (isSimple) responses.line(`* ${number} FETCH (${fetchSimple(wanted, entry, flags)})`)
      else failure = (await tellMessage(session, { number, entry }, wanted, flags)) ?? failure
      if (tellsFlags || isNowSeen) selected.told([entry.uid])
      await responses.flushed()
    }
  }
  return failure
}

async function tagsOf({ account }: Session, named: readonly NamedMessage[]) {
  const tagged = named.filter(({ entry }) => entry.isTagged).map(({ entry }) => entry.seq)
  return tagged.length === 0 ? undefined : account.tagsOf(tagged)
}

/** @returns why it cannot be told; others can */
async function tellMessage(
  { account, responses, enabled }: Session,
  { number, entry }: NamedMessage,
  items: readonly FetchItem[],
  flags: string,
): Promise<unknown> {
  try {
    const message = await account.read(entry.seq)
    if (!message) return new Refusal('NO', 'Some of them are gone', 'EXPUNGEISSUED')
    const octets = (from: number, to: number) => account.octets(message, from, to)
    const parts = fetchResponse({ items, entry, flags, message, octets, isRev2: enabled.has('IMAP4REV2') })
    // Whatever can fail has failed, or will not.
    const { value: first } = await parts.next()
    await responses.pieces(`* ${number} FETCH (`, first ?? Buffer.alloc(0), parts, ')')
    return undefined
  } catch (error) {
    if (responses.isWithin || !(error instanceof AppError || error instanceof Refusal)) throw error
    return error
  }
}

/** `(CHANGEDSINCE n)` */
function readChangedSince(modifiers: readonly Token[] | undefined): number | undefined {
  if (!modifiers) return undefined
  const [name, value] = modifiers
  const [word] = readWords(name === undefined ? [] : [name])
  if (word !== 'CHANGEDSINCE' || !isValue(value) || !/^\d{1,19}$/.test(value.value) || modifiers.length > 2)
    throw new Refusal('BAD', 'FETCH knows no modifier but CHANGEDSINCE and a number')
  return Number(value.value)
}

/** FETCH and UID FETCH (RFC 9051 §6.4.5); only what has changed since (RFC 7162 §3.1.4). */
import { AppError } from '../../errors.ts'
import { type CommandContext, defineCommand, SELECTED } from '../command.ts'
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
const [UID, FLAGS, MODSEQ] = (['UID', 'FLAGS', 'MODSEQ'] as const).map((type) => ({ type, label: type }) satisfies FetchItem)

export const fetch = defineCommand({
  states: SELECTED,
  arguments: { set: sequenceSet, items: anything, modifiers: optionalList },
  keepsNumbers: true,
  async run({ session, isUid }, { set, items: asked, modifiers }) {
    const { selected, account, enabled } = session
    const changedSince = readChangedSince(modifiers)
    const items = readFetchItems(asked)
    if (changedSince !== undefined || hasItem(items, 'MODSEQ')) enabled.add('CONDSTORE')
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
    const missing = await tellAll(session, withImplied(items, { isUid, hasModseq: changedSince !== undefined }), named, {
      withFlags: new Set(seen.map(({ entry }) => entry.uid)),
    })
    if (missing !== undefined) throw missing
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
  ].filter((item) => item !== undefined)
}

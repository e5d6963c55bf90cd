/** Messages that a client names, by sequence number or UID (RFC 9051 §6.4.9), or as what its last search found (RFC 5182). */
import type { ViewEntry } from '../mail/live-view.ts'
import { Refusal } from './refusal.ts'
import { readSet } from './search/number-set.ts'
import type { Session } from './session.ts'

export interface NamedMessage {
  /** Sequence number. */
  number: number
  /** As it is now. */
  entry: ViewEntry
}

/**
 * @returns `isComplete` unless some that the client still has a sequence number for are gone
 * @throws {Refusal} BAD, for a sequence number that it has never been told of
 */
export function findMessages({ selected }: Session, set: string, isUid: boolean): { found: NamedMessage[]; isComplete: boolean } {
  const { entries, view, saved } = selected
  const found: NamedMessage[] = []
  let isComplete = true
  const take = (index: number) => {
    const known = entries[index]
    const entry = known && view.entries.get(known.uid)
    if (entry) found.push({ number: index + 1, entry })
    else isComplete = false
  }
  if (set === '$') {
    for (const [index, { uid }] of entries.entries()) if (saved.has(uid)) take(index)
    return { found, isComplete }
  }
  const { ranges } = readSet(set, isUid ? (entries.at(-1)?.uid ?? 0) : entries.length)
  for (const [first, last] of ranges) {
    if (!isUid && last > entries.length)
      throw new Refusal('BAD', `There is no message ${last}; there are ${entries.length} messages`)
    const start = isUid ? selected.indexFrom(first) : first - 1
    for (let index = start; index < entries.length && (isUid ? (entries[index]?.uid ?? 0) : index + 1) <= last; index++)
      take(index)
  }
  return { found, isComplete }
}

/** @throws {Refusal} NO */
export function expectWritable({ selected }: Session): void {
  if (selected.isReadOnly) throw new Refusal('NO', 'This mailbox was opened for reading only', 'NOPERM')
}

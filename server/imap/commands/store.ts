/** STORE and UID STORE (RFC 9051 §6.4.6), and only what has not changed meanwhile (RFC 7162 §3.1.3). */
import { defineCommand, SELECTED } from '../command.ts'
import { enableCondstore } from '../condstore.ts'
import { FLAGS, type Flag, type NamedFlags, readFlags, tagsFor, toMarks, writeFlags } from '../flags.ts'
import { expectWritable, findMessages, type NamedMessage } from '../message-set.ts'
import { Refusal } from '../refusal.ts'
import { isList, isValue, optionalList, readWords, rest, sequenceSet, text } from '../rules.ts'
import { writeSet } from '../search/number-set.ts'
import type { Session } from '../session.ts'
import type { Token } from '../token.ts'

type Way = 'replace' | 'add' | 'remove'
const WAYS = new Map<string, Way>([
  ['FLAGS', 'replace'],
  ['+FLAGS', 'add'],
  ['-FLAGS', 'remove'],
])

export const store = defineCommand({
  states: SELECTED,
  arguments: { set: sequenceSet, modifiers: optionalList, item: text, flags: rest },
  keepsNumbers: true,
  async run({ session, isUid }, { set, modifiers, item, flags }) {
    const { selected, account } = session
    const [, name = '', silent] = /^([+-]?FLAGS)(\.SILENT)?$/.exec(item.toUpperCase()) ?? []
    const way = WAYS.get(name)
    if (!way) throw new Refusal('BAD', 'STORE takes FLAGS, +FLAGS or -FLAGS, each with .SILENT or without')
    if (flags.length === 0) throw new Refusal('BAD', 'STORE takes flags')
    const unchangedSince = readUnchangedSince(modifiers)
    const named = readFlags(flags.length === 1 && isList(flags[0]) ? flags[0] : flags)
    expectWritable(session)
    if (unchangedSince !== undefined) enableCondstore(session)
    const { found, isComplete } = findMessages(session, set, isUid)
    const entries = found.map(({ entry }) => entry)
    const flagsToSet = toFlags(way, named)
    const tags = tagsFor(named.keywords, named.keywords.length > 0 ? await account.tagNames() : [])
    const refused = new Set(await account.mark(entries, { ...flagsToSet, ...toTags(way, tags), unchangedSince }))
    await selected.view.settled()
    const marked = found.filter(({ entry }) => !refused.has(entry.seq))
    await tellStored(session, marked, { isUid, expected: silent === undefined ? undefined : flagsToSet })
    const left = found.filter(({ entry }) => refused.has(entry.seq)).map(({ number, entry }) => (isUid ? entry.uid : number))
    // RFC 7162 §3.1.3: that others were changed is success.
    if (left.length > 0) return { text: 'Changed but for those', code: `MODIFIED ${writeSet(left)}` }
    if (!isComplete && !isUid) return { status: 'NO', text: 'Some of them are gone', code: 'EXPUNGEISSUED' }
    return { text: 'Changed' }
  },
})

function toFlags(way: Way, named: NamedFlags): Partial<Record<Flag, boolean>> {
  return way === 'replace' ? toMarks(named) : Object.fromEntries([...named.flags].map((flag) => [flag, way === 'add']))
}

function toTags(way: Way, tags: string[]) {
  return way === 'replace' ? { tags } : way === 'add' ? { addTags: tags } : { removeTags: tags }
}

/** `(UNCHANGEDSINCE n)` */
function readUnchangedSince(modifiers: readonly Token[] | undefined): number | undefined {
  if (!modifiers) return undefined
  const [name, value] = modifiers
  const [word] = readWords(name === undefined ? [] : [name])
  if (word !== 'UNCHANGEDSINCE' || !isValue(value) || !/^\d{1,19}$/.test(value.value) || modifiers.length > 2)
    throw new Refusal('BAD', 'STORE knows no modifier but UNCHANGEDSINCE and a number')
  return Number(value.value)
}

/**
 * What is silent is told of mod-sequences alone, and only to who knows of them (RFC 7162 §3.1.3). What somebody else has changed
 * meanwhile is told in any case.
 */
async function tellStored(
  { selected, account, enabled, responses, isRecent }: Session,
  marked: readonly NamedMessage[],
  { isUid, expected }: { isUid: boolean; expected: Partial<Record<Flag, boolean>> | undefined },
): Promise<void> {
  const hasModseq = enabled.has('CONDSTORE')
  const now = marked.flatMap(({ number, entry: before }) => {
    const entry = selected.view.entries.get(before.uid)
    return entry ? [{ number, entry, before }] : []
  })
  const asExpected = ({ entry, before }: (typeof now)[number]) =>
    expected !== undefined && FLAGS.every((flag) => entry[flag] === (expected[flag] ?? before[flag]))
  const tagged = now.filter((change) => change.entry.isTagged && !asExpected(change)).map(({ entry }) => entry.seq)
  const tags = tagged.length === 0 ? undefined : await account.tagsOf(tagged)
  for (const change of now) {
    const { number, entry, before } = change
    const items = [
      ...(asExpected(change) ? [] : [`FLAGS (${writeFlags(entry, tags?.get(entry.seq), isRecent(entry.uid))})`]),
      ...(hasModseq && (expected === undefined || entry.modseq !== before.modseq) ? [`MODSEQ (${entry.modseq})`] : []),
    ]
    if (items.length > 0) responses.line(`* ${number} FETCH (${[...(isUid ? [`UID ${entry.uid}`] : []), ...items].join(' ')})`)
    await responses.flushed()
  }
  selected.told(now.map(({ entry }) => entry.uid))
}

/**
 * Flags as IMAP has them (RFC 9051 §2.3.2), and what they are here: `\Seen` is seen, `\Flagged` is pinned, keywords are tags.
 *
 * A keyword is an atom, a tag is any text. So a tag is shown with `_` for every character that no atom has, and a client that names
 * such a keyword means the tag that is shown so; if there is none yet, a tag of just that name is made. What clients set by
 * themselves (`$Forwarded`, `$MDNSent`, `Junk`, `NonJunk`) is a tag like any other: in sight, and one can search for it.
 */
import type { ViewEntry } from '../mail/live-view.ts'
import { Refusal } from './refusal.ts'
import { isValue } from './rules.ts'
import { toKeyword } from './search/keyword.ts'
import type { Token } from './token.ts'

export type Flag = 'seen' | 'pinned' | 'answered' | 'draft' | 'deleted'

/** In the order in which they are told. */
const SYSTEM_FLAGS: readonly (readonly [Flag, string])[] = [
  ['answered', '\\Answered'],
  ['pinned', '\\Flagged'],
  ['deleted', '\\Deleted'],
  ['seen', '\\Seen'],
  ['draft', '\\Draft'],
]
export const FLAGS: readonly Flag[] = SYSTEM_FLAGS.map(([flag]) => flag)
const FLAG_OF = new Map(SYSTEM_FLAGS.map(([flag, name]) => [name.toLowerCase(), flag]))

/** For FLAGS and PERMANENTFLAGS. */
export const ALL_SYSTEM_FLAGS = SYSTEM_FLAGS.map(([, name]) => name).join(' ')

/** Flags that a client names. */
export interface NamedFlags {
  flags: ReadonlySet<Flag>
  keywords: readonly string[]
}

/** @param tags of the message. @returns what stands between the parentheses */
export function writeFlags(entry: Pick<ViewEntry, Flag>, tags: readonly string[] = [], isRecent = false): string {
  let text = ''
  for (const [flag, name] of SYSTEM_FLAGS) if (entry[flag]) text += text === '' ? name : ` ${name}`
  if (isRecent) text += text === '' ? '\\Recent' : ' \\Recent'
  // Two tags may look the same.
  for (const keyword of new Set(tags.map(toKeyword))) text += text === '' ? keyword : ` ${keyword}`
  return text
}

/** @param tokens a list, or flags without parentheses (RFC 9051 §6.4.6). @throws {Refusal} */
export function readFlags(tokens: readonly Token[]): NamedFlags {
  const flags = new Set<Flag>()
  const keywords = new Set<string>()
  for (const token of tokens) {
    if (!isValue(token) || token.type === 'STRING' || token.value === '') throw new Refusal('BAD', 'A flag is an atom')
    const known = FLAG_OF.get(token.value.toLowerCase())
    if (known) flags.add(known)
    // It is the server's (RFC 3501 §2.3.2).
    else if (token.value.toLowerCase() === '\\recent') continue
    else if (token.value.startsWith('\\')) throw new Refusal('BAD', `There is no flag ${token.value}`)
    else keywords.add(token.value)
  }
  return { flags, keywords: [...keywords] }
}

/** Each, true or false. */
export function toMarks({ flags }: NamedFlags): Record<Flag, boolean> {
  return Object.fromEntries(SYSTEM_FLAGS.map(([flag]) => [flag, flags.has(flag)])) as Record<Flag, boolean>
}

/** @param known tags that there are. @returns the tag that each keyword stands for */
export function tagsFor(keywords: readonly string[], known: readonly string[]): string[] {
  if (keywords.length === 0) return []
  const byKeyword = new Map<string, string>()
  // Keywords are the same in any case (RFC 9051 §9). The first of those that look the same is meant, if none is it exactly.
  for (const tag of known) if (!byKeyword.has(toKeyword(tag).toLowerCase())) byKeyword.set(toKeyword(tag).toLowerCase(), tag)
  const exact = new Set(known)
  return keywords.map((keyword) => (exact.has(keyword) ? keyword : (byKeyword.get(keyword.toLowerCase()) ?? keyword)))
}

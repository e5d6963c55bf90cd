/** The same change of flags and tags to many messages: which of them it changes, what they are then, and what takes it back. */
import type { MessageSummary } from '../../shared/model/message.ts'
import { foldForSearch } from '../../shared/search/fold.ts'
import { retag, type TagChange } from './retag.ts'

export interface Flags {
  seen?: boolean
  pinned?: boolean
}

export interface ManyChange extends TagChange {
  set?: Flags
}

type Changeable = Pick<MessageSummary, 'seen' | 'pinned' | 'tags'>

export function differs(message: Changeable, { set, add = [], remove = [] }: ManyChange): boolean {
  if (set?.seen !== undefined && set.seen !== message.seen) return true
  if (set?.pinned !== undefined && set.pinned !== message.pinned) return true
  return add.some((tag) => !hasTag(message, tag)) || remove.some((tag) => hasTag(message, tag))
}

export function applied<T extends Changeable>(message: T, { set, ...tagging }: ManyChange): T {
  return { ...message, ...set, tags: retag(message.tags, tagging) }
}

/** For those that it changed. */
export function reverse({ set: { seen, pinned } = {}, add, remove }: ManyChange): ManyChange {
  const flags = { ...(seen !== undefined && { seen: !seen }), ...(pinned !== undefined && { pinned: !pinned }) }
  return { ...(Object.keys(flags).length > 0 && { set: flags }), ...(add && { remove: add }), ...(remove && { add: remove }) }
}

/** Tags that fold to the same are one. */
export function hasTag({ tags }: Pick<MessageSummary, 'tags'>, name: string): boolean {
  const folded = foldForSearch(name)
  return tags.some((tag) => foldForSearch(tag) === folded)
}

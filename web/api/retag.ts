/** What a message's tags are after a change, and why it has them: shown before the server has said so. */
import type { Message } from '../../shared/model/message.ts'
import { foldForSearch } from '../../shared/search/fold.ts'

export interface TagChange {
  add?: readonly string[]
  remove?: readonly string[]
}

/** As the server does it: tags that fold to the same are one. */
export function retag(tags: readonly string[], { add = [], remove = [] }: TagChange): string[] {
  const names = new Map(tags.map((name) => [foldForSearch(name), name]))
  for (const name of remove) names.delete(foldForSearch(name))
  for (const name of add) if (!names.has(foldForSearch(name))) names.set(foldForSearch(name), name)
  return [...names.values()].sort()
}

/** Mail brings tags and rules give them as it comes in: what comes later is from a client. */
export function withTags(message: Message, tags: string[]): Message {
  const tagReasons = tags.map(
    (tag) => message.tagReasons.find((reason) => reason.tag === tag) ?? { tag, origin: 'client' as const, because: '' },
  )
  return { ...message, tags, tagReasons }
}

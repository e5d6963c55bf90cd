/** The stream of one who follows a search or a mailbox: what happens to messages that match, or stop matching (API.md §4). */
import type { MessageSummary } from '../../shared/model/message.ts'
import type { Query } from '../../shared/search/query.ts'
import type { Condition, Marks, MatchCandidate, Store } from '../store/store.ts'
import type { SequencedEvent } from './event-hub.ts'
import { canonicalMailbox } from './mailbox.ts'
import { readSearch, type SearchRequest } from './search.ts'
import { toMessageSummary } from './summary.ts'

/** Keeps the order of events; asks the store once for all of them. */
export type EventFilter = (events: readonly SequencedEvent[]) => Promise<SequencedEvent[]>

/** As a message comes in. */
const NEW: Marks = { seen: false, pinned: false }
const EVERYTHING: Query = { type: 'all' }

export interface FollowedScope extends SearchRequest {
  mailbox?: string | undefined
  /** Who follows sees no other mailbox, nor counts that others are part of. */
  isConfined?: boolean | undefined
}

/**
 * @returns undefined when everything is followed
 * @throws {AppError} `invalid`
 */
export function createEventFilter(store: Store, scope: FollowedScope): EventFilter | undefined {
  const query = readSearch(scope)
  const mailbox = scope.mailbox === undefined ? undefined : canonicalMailbox(scope.mailbox)
  if (!query && mailbox === undefined) return undefined

  const condition: Condition = { query: query ?? EVERYTHING, mailbox }

  return async (events) => {
    const candidates = events.flatMap((event) => toCandidate(event) ?? [])
    const answers = candidates.length === 0 ? [] : await store.match({ conditions: [condition], candidates })
    const passed: SequencedEvent[] = []
    for (const event of events) {
      if (!toCandidate(event)) {
        if (isAbout(event, mailbox, scope.isConfined)) passed.push(event)
      } else {
        const answer = answers.shift()
        // Deleted meanwhile: its removal is on the way.
        if (!answer) continue
        const { meets, metBefore, summary } = answer
        const [matches, matchedBefore] = [meets.length > 0, metBefore.length > 0]
        if (event.type === 'message.added' && matches) passed.push(event)
        if (event.type !== 'message.changed') continue
        if (matches && matchedBefore) passed.push(event)
        else if (matches) passed.push({ type: 'message.added', seq: event.seq, message: shown(summary) })
        else if (matchedBefore) passed.push({ type: 'message.left', seq: event.seq, id: event.id })
      }
    }
    return passed
  }

  function shown(summary: Parameters<typeof toMessageSummary>[0]): MessageSummary {
    return toMessageSummary(summary, store.databaseId)
  }
}

/** Whether what is not about one message may be about what is followed. Sessions are not: they have no mailbox. */
function isAbout(event: SequencedEvent, mailbox: string | undefined, isConfined = false): boolean {
  if (event.type === 'session.ended') return false
  if (mailbox === undefined) return true
  if (event.type === 'mailbox.changed') return event.name === mailbox
  const named = event.type === 'evicted' || event.type === 'message.removed' ? event.mailbox : undefined
  return named === mailbox || (named === undefined && !(isConfined && event.type === 'evicted'))
}

/** What the event says of a message, to be looked at. */
export function toCandidate(event: SequencedEvent): MatchCandidate | undefined {
  if (event.type === 'message.added') {
    const { id, tags, mailbox } = event.message
    return { id, marks: { ...NEW, tags, mailbox } }
  }
  if (event.type !== 'message.changed') return undefined
  const { id, seen, pinned, tags, tagsBefore, mailbox, mailboxBefore } = event
  // Only what has really changed is told.
  return {
    id,
    marks: { seen, pinned, tags, mailbox },
    marksBefore: {
      seen: seen === undefined ? undefined : !seen,
      pinned: pinned === undefined ? undefined : !pinned,
      tags: tagsBefore,
      mailbox: mailboxBefore,
    },
  }
}

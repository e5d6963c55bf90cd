/** Values to suggest that are seen in this list: people in its rows, and the mailboxes and tags there are. */
import type { MessageSummary } from '../../../shared/model/message.ts'
import type { WindowView } from '../../api/message-window.ts'

/** Rows looked at; more than one screen holds. */
const MAX_ROWS = 200

const PEOPLE: Record<string, (message: MessageSummary) => readonly string[]> = {
  from: ({ from }) => from.map(({ addrSpec }) => addrSpec),
  to: ({ to }) => to.map(({ addrSpec }) => addrSpec),
  cc: ({ cc }) => cc.map(({ addrSpec }) => addrSpec),
  bcc: ({ bcc }) => bcc.map(({ addrSpec }) => addrSpec),
  'reply-to': ({ replyTo }) => replyTo.map(({ addrSpec }) => addrSpec),
  rcpt: ({ envelope }) => envelope.forwardPaths,
  'mail-from': ({ envelope }) => [envelope.reversePath],
  addressed: ({ from, to, envelope }) => [...[...from, ...to].map(({ addrSpec }) => addrSpec), ...envelope.forwardPaths],
}

/** @param known values of fields that are known without looking */
export function seenValues(
  field: string,
  list: Pick<WindowView, 'rowAt' | 'total'>,
  known: Readonly<Partial<Record<string, readonly string[]>>>,
): readonly string[] {
  const all = known[field]
  if (all) return all
  const read = PEOPLE[field]
  const seen = new Set<string>()
  for (let at = 0; read && at < Math.min(list.total, MAX_ROWS); at++) {
    const message = list.rowAt(at)
    for (const value of message ? read(message) : []) if (value !== '') seen.add(value)
  }
  return [...seen]
}

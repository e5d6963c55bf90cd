/** A cursor is opaque text: a place in the order of one database (API.md §1), of messages by arrival or of sessions by end. */
import { AppError } from '../errors.ts'

/** Stands between database and place, so that a cursor of one order is none of the other. */
const SEPARATORS = { messages: '-', sessions: '.' } as const
const SOURCES = { messages: 'GET /api/cursor or from a list', sessions: '`next` of GET /api/sessions' } as const
export type CursorOrder = keyof typeof SEPARATORS

export function encodeCursor(databaseId: string, seq: number, order: CursorOrder = 'messages'): string {
  return `${databaseId}${SEPARATORS[order]}${seq.toString(36)}`
}

/** @throws {AppError} `stale_cursor` when it names another database, `invalid` when it is no cursor of this order */
export function decodeCursor(databaseId: string, cursor: string, order: CursorOrder = 'messages'): number {
  const [, database, separator, place] = /^([0-9a-f]+)([-.])([0-9a-z]{1,11})$/.exec(cursor) ?? []
  if (database === undefined || place === undefined || separator !== SEPARATORS[order])
    throw new AppError('invalid', `"${cursor}" is not a cursor of ${order}; take one from ${SOURCES[order]}`)
  if (database !== databaseId)
    throw new AppError(
      'stale_cursor',
      'This cursor is from another database, perhaps from before a restart with :memory:; take a new one',
    )
  return Number.parseInt(place, 36)
}

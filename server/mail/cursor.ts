/** A cursor is opaque text: a place in the order of arrival of one database (API.md §1). */
import { AppError } from '../errors.ts'

export function encodeCursor(databaseId: string, seq: number): string {
  return `${databaseId}-${seq.toString(36)}`
}

/** @throws {AppError} `stale_cursor` when it names another database, `invalid` when it is no cursor */
export function decodeCursor(databaseId: string, cursor: string): number {
  const [, database, place] = /^([0-9a-f]+)-([0-9a-z]{1,11})$/.exec(cursor) ?? []
  if (database === undefined || place === undefined)
    throw new AppError('invalid', `"${cursor}" is not a cursor; take one from GET /api/cursor or from a list`)
  if (database !== databaseId)
    throw new AppError(
      'stale_cursor',
      'This cursor is from another database, perhaps from before a restart with :memory:; take a new one from GET /api/cursor',
    )
  return Number.parseInt(place, 36)
}

/** Cursors are opaque but for their order: of two from one database, the longer is later, and of two as long the one that sorts later. */

export function isLaterCursor(cursor: string, than: string): boolean {
  return cursor.length === than.length ? cursor > than : cursor.length > than.length
}

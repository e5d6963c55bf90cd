/** Rows known by their place in a list far too long to hold. Knows nothing of where they come from. */

export interface SparseRows<T> {
  at: (index: number) => T | undefined
  indexOf: (id: string) => number | undefined
  put: (index: number, row: T) => void
  /** Changes a row where it stands. */
  update: (id: string, change: (row: T) => T) => void
  /** Puts rows, first one topmost, above all others. */
  insertTop: (rows: readonly T[]) => void
  /** Puts a row where one stands, which moves down with those below. */
  insert: (index: number, row: T) => void
  /** Takes a row out; those below move up. @returns where it stood */
  remove: (id: string) => number | undefined
  /** Between which known rows one that is not known would stand, by id: later ids are further up. */
  neighboursOf: (id: string) => { above: number | undefined; below: number | undefined }
  /** Rows from `index` on move up by one: what stood above them, and was not known, is gone. */
  closeUp: (index: number) => void
  /** The closest known row above `index`. */
  nearestAbove: (index: number) => { index: number; row: T } | undefined
  /** Forgets rows outside both ranges: the head of the list and the part around what is on screen. */
  keep: (headCount: number, start: number, end: number) => void
  clear: () => void
  /** Those that are known, in no order. */
  known: () => Iterable<T>
  readonly size: number
}

export function createSparseRows<T extends { id: string }>(): SparseRows<T> {
  let byIndex = new Map<number, T>()
  const indexById = new Map<string, number>()

  function rebuild(place: (index: number, row: T) => number | undefined): void {
    const moved = new Map<number, T>()
    indexById.clear()
    for (const [index, row] of byIndex) {
      const next = place(index, row)
      if (next === undefined) continue
      moved.set(next, row)
      indexById.set(row.id, next)
    }
    byIndex = moved
  }

  function put(index: number, row: T): void {
    const before = indexById.get(row.id)
    if (before !== undefined && before !== index) byIndex.delete(before)
    const displaced = byIndex.get(index)
    if (displaced && displaced.id !== row.id) indexById.delete(displaced.id)
    byIndex.set(index, row)
    indexById.set(row.id, index)
  }

  return {
    at: (index) => byIndex.get(index),
    indexOf: (id) => indexById.get(id),
    put,
    update(id, change) {
      const index = indexById.get(id)
      const row = index === undefined ? undefined : byIndex.get(index)
      if (index !== undefined && row) byIndex.set(index, change(row))
    },
    insertTop(rows) {
      rebuild((index) => index + rows.length)
      for (const [index, row] of rows.entries()) put(index, row)
    },
    insert(at, row) {
      rebuild((index) => (index < at ? index : index + 1))
      put(at, row)
    },
    remove(id) {
      const removed = indexById.get(id)
      if (removed === undefined) return undefined
      rebuild((index) => (index === removed ? undefined : index > removed ? index - 1 : index))
      return removed
    },
    neighboursOf(id) {
      let above: number | undefined
      let below: number | undefined
      for (const [index, row] of byIndex) {
        if (row.id > id) above = Math.max(above ?? index, index)
        else below = Math.min(below ?? index, index)
      }
      return { above, below }
    },
    closeUp(from) {
      rebuild((index) => (index < from ? index : index - 1))
    },
    nearestAbove(index) {
      let nearest: { index: number; row: T } | undefined
      for (const [at, row] of byIndex) if (at < index && (!nearest || at > nearest.index)) nearest = { index: at, row }
      return nearest
    },
    keep(headCount, start, end) {
      rebuild((index) => (index < headCount || (index >= start && index < end) ? index : undefined))
    },
    clear() {
      byIndex.clear()
      indexById.clear()
    },
    known: () => byIndex.values(),
    get size() {
      return byIndex.size
    },
  }
}

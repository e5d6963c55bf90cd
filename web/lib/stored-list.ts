/** A short list that this browser keeps, the same in all its tabs. */
import { createStore, type ReadableStore } from './external-store.ts'
import { readStored, watchStored, writeStored } from './storage.ts'

export interface StoredList<T> extends ReadableStore<readonly T[]> {
  change: (next: (items: readonly T[]) => readonly T[]) => void
}

/** @param read an item as it stands there; undefined when it is not one: other versions, and people, write there too */
export function createStoredList<T>({
  name,
  max,
  read,
}: {
  name: string
  /** What is beyond it at the end goes. */
  max: number
  read: (item: unknown) => T | undefined
}): StoredList<T> {
  const store = createStore<readonly T[]>(load())
  watchStored(name, () => store.set(load()))

  function load(): readonly T[] {
    return parseList(readStored(name))
      .map(read)
      .filter((item) => item !== undefined)
      .slice(0, max)
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    change(next) {
      // What another tab has written may not have been told yet; and where nothing is kept, this page still knows.
      const items = next(readStored(name) === undefined ? store.get() : load()).slice(0, max)
      writeStored(name, items.length === 0 ? undefined : JSON.stringify(items))
      store.set(items)
    },
  }
}

function parseList(text: string | undefined): unknown[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list : []
  } catch {
    return [] // not ours: the next change writes it anew
  }
}

/** Work that several ask for at the same time, done once. */

/** @returns a function that runs what it is given, or joins what runs under the same key */
export function createSharing<T>(): (key: string, run: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>()
  return (key, run) => {
    const joined =
      running.get(key) ??
      run().finally(() => {
        running.delete(key)
      })
    running.set(key, joined)
    return joined
  }
}

/** Gives each item of a list that may repeat itself a key of its own: `to`, `to 2`. The order is the data's and does not change. */
export function withKeys<T>(items: readonly T[], name: (item: T) => string): { key: string; item: T }[] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const base = name(item)
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    return { key: count === 1 ? base : `${base} ${count}`, item }
  })
}

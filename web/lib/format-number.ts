/** Counts and sizes as people read them. Sizes are decimal, as file managers and disks count. */

const whole = new Intl.NumberFormat('en-US')
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 0 })

/** `1,204` */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** `9,999`, `14k`, `100k`: where room is scarce. */
export function formatCompact(count: number): string {
  return count < 10_000 ? whole.format(count) : compact.format(count).toLowerCase()
}

/** `1 message`, `1,204 messages` */
export function formatQuantity(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `512 B`, `18 kB`, `4.2 MB` */
export function formatSize(octets: number): string {
  if (octets < 1000) return `${octets} B`
  const [divisor, unit] =
    octets < 999_500 ? ([1e3, 'kB'] as const) : octets < 999_500_000 ? ([1e6, 'MB'] as const) : ([1e9, 'GB'] as const)
  const value = octets / divisor
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`
}

/** Counts and sizes as people read them. Sizes are decimal, as file managers and disks count. */
import { inflect, NUMBER_LOCALE, unitTexts } from '../texts/locale.ts'

const whole = new Intl.NumberFormat(NUMBER_LOCALE)
const compact = new Intl.NumberFormat(NUMBER_LOCALE, { notation: 'compact', maximumFractionDigits: 0 })
const short = new Intl.NumberFormat(NUMBER_LOCALE, { maximumFractionDigits: 1 })

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
  return `${formatCount(count)} ${inflect(noun, count)}`
}

/** `512 B`, `18 kB`, `4.2 MB` */
export function formatSize(octets: number): string {
  if (octets < 1000) return `${octets} ${unitTexts.octets}`
  const [divisor, unit] =
    octets < 999_500
      ? ([1e3, unitTexts.kilooctets] as const)
      : octets < 999_500_000
        ? ([1e6, unitTexts.megaoctets] as const)
        : ([1e9, unitTexts.gigaoctets] as const)
  const value = octets / divisor
  return `${value < 10 ? short.format(value) : Math.round(value)} ${unit}`
}

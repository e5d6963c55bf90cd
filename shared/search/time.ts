/** Times in a search: ISO dates and times, `10m 2h 7d` ago, `today` and `yesterday`. Fixed when the query is read. */

export interface TimeContext {
  /** Milliseconds since 1970. */
  now: number
  /** IANA name of the zone in which days begin. */
  timeZone: string
}

const AGO: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const DAY_MS = 86_400_000
const SENTENCE = 'takes a date or time, such as 2026-11-23, 2026-11-23T10:00Z, 10m, 2h, 7d, today or yesterday'
const DAY_SENTENCE = 'takes a day, such as 2026-11-23, today or yesterday'

/** @returns milliseconds since 1970, or a sentence */
export function readMoment(value: string, context: TimeContext): number | string {
  const [, amount, unit = ''] = /^(\d{1,6})([smhdw])$/i.exec(value) ?? []
  if (amount !== undefined) return context.now - Number(amount) * (AGO[unit.toLowerCase()] ?? 0)
  const day = readDay(value, context)
  if (day) return startOfDay(day, context.timeZone)
  const [, date = '', time = '', zone] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i.exec(value) ?? []
  const said = Date.parse(`${date}T${time}${zone?.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase() ?? 'Z'}`)
  if (Number.isNaN(said)) return SENTENCE
  return zone === undefined ? said - offsetAt(said, context.timeZone) : said
}

/** @returns a day as milliseconds since 1970, or a sentence */
export function readSpan(value: string, context: TimeContext): { from: number; before: number } | string {
  const day = readDay(value, context)
  if (!day) return DAY_SENTENCE
  return { from: startOfDay(day, context.timeZone), before: startOfDay(day + DAY_MS, context.timeZone) }
}

/** Its first moment as if the zone were UTC. */
function readDay(value: string, { now, timeZone }: TimeContext): number | undefined {
  const today = Math.floor((now + offsetAt(now, timeZone)) / DAY_MS) * DAY_MS
  if (/^today$/i.test(value)) return today
  if (/^yesterday$/i.test(value)) return today - DAY_MS
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined
  const day = Date.parse(`${value}T00:00Z`)
  // V8 takes the 30th of February for the 2nd of March.
  return new Date(day).toJSON()?.startsWith(value) ? day : undefined
}

/** A day may begin in another offset than it is left with, and may lack its first hour. */
function startOfDay(day: number, timeZone: string): number {
  const guess = day - offsetAt(day, timeZone)
  return day - offsetAt(guess, timeZone)
}

/** What has to be added to UTC, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric', era: 'short' },
  }).formatToParts(moment)
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(moment / 1000) * 1000
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return false
  }
}

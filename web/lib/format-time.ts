/** Times as people read them here: 24 hours, months in the page's language, the browser's time zone. */
import { DATE_LOCALE, NUMBER_LOCALE, unitTexts } from '../texts/locale.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const clock = new Intl.DateTimeFormat(DATE_LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = new Intl.DateTimeFormat(DATE_LOCALE, { weekday: 'short' })
const dayAndMonth = new Intl.DateTimeFormat(DATE_LOCALE, { day: 'numeric', month: 'short' })
const fullDay = new Intl.DateTimeFormat(DATE_LOCALE, { day: 'numeric', month: 'short', year: 'numeric' })
const precise = new Intl.DateTimeFormat(DATE_LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})
const hundredths = new Intl.NumberFormat(NUMBER_LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 })

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}

/** For a list: `now`, `4 min`, `14:02`, `Mon`, `20 Nov`, `20 Nov 2025`. */
export function formatShortTime(iso: string, nowMs: number): string {
  const time = Date.parse(iso)
  const age = nowMs - time
  if (age < MINUTE_MS) return unitTexts.now
  if (age < 60 * MINUTE_MS) return unitTexts.minutes(Math.floor(age / MINUTE_MS))
  const today = startOfDay(nowMs)
  if (time >= today) return clock.format(time)
  if (time >= today - 6 * DAY_MS) return weekday.format(time)
  return new Date(time).getFullYear() === new Date(nowMs).getFullYear() ? dayAndMonth.format(time) : fullDay.format(time)
}

/** For a reader: the time to the millisecond, with the day unless it is today. */
export function formatPreciseTime(iso: string, nowMs: number): string {
  const time = Date.parse(iso)
  return time >= startOfDay(nowMs) ? precise.format(time) : formatAbsoluteTime(iso)
}

/** Everything, for a tooltip: `23 Nov 2026, 14:02:11.204`. */
export function formatAbsoluteTime(iso: string): string {
  const time = Date.parse(iso)
  return unitTexts.dayAndTime(fullDay.format(time), precise.format(time))
}

/** `12 ms`, `1.20 s`, `2 min 5 s`, `3 h 20 min` */
export function formatDuration(ms: number): string {
  if (ms < 1000) return unitTexts.milliseconds(Math.round(ms))
  if (ms < 10_000) return unitTexts.seconds(hundredths.format(ms / 1000))
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return unitTexts.seconds(seconds)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return join(minutes, unitTexts.minutes, seconds % 60, unitTexts.seconds)
  return join(Math.floor(minutes / 60), unitTexts.hours, minutes % 60, unitTexts.minutes)
}

/** Nothing is said of none. */
function join(more: number, moreText: (count: number) => string, less: number, lessText: (count: number) => string): string {
  return less === 0 ? moreText(more) : unitTexts.both(moreText(more), lessText(less))
}

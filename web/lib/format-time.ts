/** Times as people read them here: 24 hours, English month names, the browser's time zone. */

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const fullDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const precise = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}

/** For a list: `now`, `4 min`, `14:02`, `Mon`, `20 Nov`, `20 Nov 2025`. */
export function formatShortTime(iso: string, nowMs: number): string {
  const time = Date.parse(iso)
  const age = nowMs - time
  if (age < MINUTE_MS) return 'now'
  if (age < 60 * MINUTE_MS) return `${Math.floor(age / MINUTE_MS)} min`
  const today = startOfDay(nowMs)
  if (time >= today) return clock.format(time)
  if (time >= today - 6 * DAY_MS) return weekday.format(time)
  return new Date(time).getFullYear() === new Date(nowMs).getFullYear() ? dayAndMonth.format(time) : fullDay.format(time)
}

/** For a reader: the time to the millisecond, with the day unless it is today. */
export function formatPreciseTime(iso: string, nowMs: number): string {
  const time = Date.parse(iso)
  return time >= startOfDay(nowMs) ? precise.format(time) : `${fullDay.format(time)}, ${precise.format(time)}`
}

/** Everything, for a tooltip: `23 Nov 2026, 14:02:11.204`. */
export function formatAbsoluteTime(iso: string): string {
  const time = Date.parse(iso)
  return `${fullDay.format(time)}, ${precise.format(time)}`
}

/** `12 ms`, `1.20 s`, `2 min 5 s`, `3 h 20 min` */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

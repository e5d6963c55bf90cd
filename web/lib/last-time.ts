/** When an event ends, as people say it: the end of whole days is written as the day after them (RFC 5545 §3.6.1). */
import type { CalendarEvent, CalendarTime } from '../../shared/model/explanation.ts'

const DAY_MS = 86_400_000

/** @returns undefined when there is nothing to say beyond the start */
export function lastTime({ start, end, allDay }: Pick<CalendarEvent, 'start' | 'end' | 'allDay'>): CalendarTime | undefined {
  const dayAfter = Date.parse(end?.value ?? '')
  if (!end || !allDay || Number.isNaN(dayAfter)) return end
  const value = new Date(dayAfter - DAY_MS).toISOString().slice(0, 10)
  return start && value <= start.value ? undefined : { ...end, value }
}

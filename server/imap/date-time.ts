/** Dates with time as APPEND has them (RFC 9051 §9: date-time). */
import { Refusal } from './refusal.ts'

const DATE_TIME = /^[ \d]?(\d)-([A-Z][a-z]{2})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/i

/** @returns milliseconds since 1970. @throws {Refusal} BAD */
export function readDateTime(text: string): number {
  const [whole = '', , month = '', year, hour, minute, second, sign = '', zoneHours, zoneMinutes] = DATE_TIME.exec(text) ?? []
  const day = whole.slice(0, whole.indexOf('-')).trim().padStart(2, '0')
  // Anything else than one exact moment is not guessed at: 31 February is none.
  const local = new Date(`${day} ${month} ${year} ${hour}:${minute}:${second} UTC`)
  const isReal = local.getUTCDate() === Number(day) && local.getUTCSeconds() === Number(second)
  if (whole === '' || !isReal)
    throw new Refusal('BAD', `${JSON.stringify(text.slice(0, 80))} is not like "05-Nov-2026 10:20:30 +0100"`)
  const zoneMs = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000
  return local.getTime() - (sign === '-' ? -zoneMs : zoneMs)
}

/** A whole number in a query. */
import { z } from 'zod'

/** An empty text is no number: `offset=$OFFSET` with nothing in the variable must not pass as 0. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  return z.preprocess((text) => (text === '' ? undefined : text), z.coerce.number().int().min(min).max(max))
}

/** What LIST asks for (RFC 9051 §6.3.9): `*` is anything, `%` anything within one level of the hierarchy. */
import { INBOX } from '../mail/mail-account.ts'
import { DELIMITER } from './mailbox-name.ts'

/** @returns whether a name matches; takes time that grows with the product of both lengths, and no more */
export function createListPattern(pattern: string): (name: string) => boolean {
  const signs = [...pattern.replace(/[*%]*\*[*%]*/g, '*').replace(/%+/g, '%')]
  return (name) => fits(name, signs)
}

function fits(name: string, signs: readonly string[]): boolean {
  /** Places in the pattern that the name may have reached. */
  let reached = withNothing(new Set([0]), signs)
  // INBOX is one in any case (RFC 9051 §5.1), and so is the tree below it.
  let inAnyCase = /^INBOX(?:\/|$)/.test(name) ? INBOX.length : 0
  for (const character of name) {
    const isSame = (sign: string | undefined) => sign === character || (inAnyCase > 0 && sign?.toUpperCase() === character)
    const next = new Set<number>()
    for (const place of reached) {
      const sign = signs[place]
      if (sign === '*' || (sign === '%' && character !== DELIMITER)) next.add(place)
      else if (isSame(sign)) next.add(place + 1)
    }
    inAnyCase--
    if (next.size === 0) return false
    reached = withNothing(next, signs)
  }
  return reached.has(signs.length)
}

/** A wildcard may stand for nothing. */
function withNothing(places: Set<number>, signs: readonly string[]): Set<number> {
  for (const place of places) if (signs[place] === '*' || signs[place] === '%') places.add(place + 1)
  return places
}

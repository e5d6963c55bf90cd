/** What LIST asks for (RFC 9051 §6.3.9): `*` is anything, `%` anything within one level of the hierarchy. */
import { DELIMITER } from './mailbox-name.ts'

/** @returns whether a name matches; takes time that grows with the product of both lengths, and no more */
export function createListPattern(pattern: string): (name: string) => boolean {
  // INBOX is one in any case, and the tree below it as well.
  const signs = [...pattern.replace(/^inbox(?=\/|$)/i, 'INBOX').replace(/[*%]*\*[*%]*/g, '*').replace(/%+/g, '%')]
  return (name) => {
    /** Places in the pattern that the name may have reached. */
    let reached = closure(new Set([0]))
    for (const character of name) {
      const next = new Set<number>()
      for (const place of reached) {
        const sign = signs[place]
        if (sign === '*' || (sign === '%' && character !== DELIMITER)) next.add(place)
        else if (sign === character) next.add(place + 1)
      }
      if (next.size === 0) return false
      reached = closure(next)
    }
    return reached.has(signs.length)
  }

  /** A wildcard may stand for nothing. */
  function closure(places: Set<number>): Set<number> {
    for (const place of places) if (signs[place] === '*' || signs[place] === '%') places.add(place + 1)
    return places
  }
}

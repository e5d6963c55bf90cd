/** What a server of IMAP answers, as values (RFC 9051 §9). Octets are kept: a string is latin1. Knows nothing of sockets. */

/** A list, a string (quoted or literal, which is all the same), NIL, or what is written bare. */
export type ImapValue = null | string | Atom | ImapValue[]

export interface Atom {
  atom: string
}

/** @param octets of one response, literals and all, without its line end. @throws where it is no list of values */
export function parseValues(octets: string): ImapValue[] {
  let at = 0

  function list(end: string | undefined): ImapValue[] {
    const values: ImapValue[] = []
    for (;;) {
      const next = octets[at]
      if (next === end) {
        at++
        return values
      }
      if (next === ' ') at++
      // Between the bodies of a structure there is no space.
      else values.push(value())
    }
  }

  function value(): ImapValue {
    const next = octets[at]
    if (next === undefined) throw new Error(`A list has no end: ${octets.slice(0, 200)}`)
    if (next === '(') {
      at++
      return list(')')
    }
    if (next === '"') return quoted()
    if (next === '{' || octets.startsWith('~{', at)) return literal()
    return atom()
  }

  function quoted(): string {
    const [whole] = match(/"(?:[^"\\]|\\.)*"/sy, 'quoted string')
    return whole.slice(1, -1).replace(/\\(.)/gs, '$1')
  }

  function literal(): string {
    const [, count] = match(/~?\{(\d+)\}\r\n/y, 'literal')
    const start = at
    at += Number(count)
    return octets.slice(start, at)
  }

  /** With its section, as `BODY[HEADER.FIELDS (To "Odd name")]<0>`. */
  function atom(): ImapValue {
    const [text] = match(/(?:[^ ()[\]"{]|\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+/y, 'atom')
    return text.toUpperCase() === 'NIL' ? null : { atom: text }
  }

  function match(pattern: RegExp, what: string): RegExpExecArray {
    pattern.lastIndex = at
    const found = pattern.exec(octets)
    if (!found) throw new Error(`No ${what} at ${at} of ${octets.slice(0, 200)}`)
    at = pattern.lastIndex
    return found
  }

  return list(undefined)
}

/** As a person writes them, strings in quotes. */
export function printValue(value: ImapValue): string {
  if (value === null) return 'NIL'
  if (typeof value === 'string') return JSON.stringify(value)
  return Array.isArray(value) ? `(${value.map(printValue).join(' ')})` : value.atom
}

export function atomOf(value: ImapValue | undefined): string {
  return value && typeof value === 'object' && 'atom' in value ? value.atom : ''
}

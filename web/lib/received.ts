/** What a Received field says of one hop (RFC 5321 §4.4). Senders write them freely: what cannot be read is left empty. */

export interface Hop {
  from: string
  by: string
  with: string
  id: string
  for: string
  /** As sent. */
  date: string
  /** Milliseconds since 1970; undefined when the date cannot be read. */
  time: number | undefined
}

/** Longer ones are not looked through. */
const MAX_CHARACTERS = 4000

const NAMES = ['from', 'by', 'via', 'with', 'id', 'for'] as const

export function parseReceived(value: string): Hop {
  const text = value.slice(0, MAX_CHARACTERS)
  const end = text.lastIndexOf(';')
  const date = end === -1 ? '' : text.slice(end + 1).trim()
  const clauses: Record<(typeof NAMES)[number], string[]> = { from: [], by: [], via: [], with: [], id: [], for: [] }
  let clause: (typeof NAMES)[number] | undefined
  let depth = 0
  for (const word of (end === -1 ? text : text.slice(0, end)).split(/\s+/)) {
    const name = depth === 0 ? NAMES.find((each) => each === word.toLowerCase()) : undefined
    if (name) clause = name
    else if (clause && word !== '') clauses[clause].push(word)
    depth = Math.max(0, depth + count(word, '(') - count(word, ')'))
  }
  const of = (name: (typeof NAMES)[number]) => clauses[name].join(' ')
  // A comment may stand behind: `(UTC)`.
  const time = Date.parse(date.replace(/\([^()]*\)/g, ' ').trim())
  return {
    ...{ from: of('from'), by: of('by'), with: of('with'), id: of('id'), for: of('for') },
    date,
    time: Number.isNaN(time) ? undefined : time,
  }
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1
}

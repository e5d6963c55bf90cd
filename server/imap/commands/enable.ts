/** ENABLE (RFC 9051 §6.3.1): what is unknown is passed over. */
import { defineCommand, SIGNED_IN } from '../command.ts'
import { Refusal } from '../refusal.ts'
import { readWords, rest } from '../rules.ts'
import type { Extension } from '../session.ts'

/** As they are written in the answer. */
const KNOWN = new Map<string, [Extension, string]>([
  ['IMAP4REV2', ['IMAP4REV2', 'IMAP4rev2']],
  ['CONDSTORE', ['CONDSTORE', 'CONDSTORE']],
])

export const enable = defineCommand({
  states: SIGNED_IN,
  arguments: { names: rest },
  async run({ session }, { names }) {
    const words = readWords(names)
    if (words.length === 0) throw new Refusal('BAD', 'ENABLE takes names of capabilities')
    const enabled = words.flatMap((word) => KNOWN.get(word)?.[1] ?? [])
    for (const word of words) {
      const known = KNOWN.get(word)
      if (known) session.enabled.add(known[0])
    }
    session.responses.line(`* ENABLED${enabled.map((name) => ` ${name}`).join('')}`)
    return { text: 'Enabled' }
  },
})

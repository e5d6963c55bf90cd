/** ENABLE (RFC 9051 §6.3.1): what is unknown is passed over. */
import { defineCommand, SIGNED_IN } from '../command.ts'
import { enableCondstore } from '../condstore.ts'
import { Refusal } from '../refusal.ts'
import { readWords, rest } from '../rules.ts'

/** As they are written in the answer. */
const KNOWN = new Map<string, string>([
  ['IMAP4REV2', 'IMAP4rev2'],
  ['CONDSTORE', 'CONDSTORE'],
])

export const enable = defineCommand({
  states: SIGNED_IN,
  arguments: { names: rest },
  async run({ session }, { names }) {
    const words = readWords(names)
    if (words.length === 0) throw new Refusal('BAD', 'ENABLE takes names of capabilities')
    const enabled = words.flatMap((word) => KNOWN.get(word) ?? [])
    if (words.includes('CONDSTORE')) enableCondstore(session)
    if (words.includes('IMAP4REV2')) session.enabled.add('IMAP4REV2')
    session.responses.line(`* ENABLED${enabled.map((name) => ` ${name}`).join('')}`)
    return { text: 'Enabled' }
  },
})

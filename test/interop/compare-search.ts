/** SEARCH on both servers: the same mails found, or the same refusal. */
import type { ImapAnswer, ImapConnection } from './imap-connection.ts'
import { atomOf, printValue } from './imap-value.ts'
import { PREPARE, QUERIES } from './search-queries.ts'
import type { Tally } from './tally.ts'

export async function compareSearch(tally: Tally, reference: ImapConnection, ours: ImapConnection): Promise<void> {
  for (const command of PREPARE) for (const imap of [reference, ours]) await imap.ok(command)
  for (const { command, literals = [] } of QUERIES) {
    const [expected, got] = [await reference.command(command, ...literals), await ours.command(command, ...literals)]
    tally.compare({ area: 'SEARCH', subject: command, what: literals.join(), reference: print(expected), ours: print(got) })
  }
}

/** The tag that ESEARCH names is the same on both, as each got the same commands. */
function print({ status, code, untagged }: ImapAnswer): string {
  const found = untagged.filter(({ name }) => name === 'SEARCH' || name === 'ESEARCH')
  const shown = found.map(({ name, values }) => {
    if (name === 'ESEARCH')
      return values
        .map(printValue)
        .join(' ')
        .replace(/\(TAG "\w+"\)/, '')
    return values
      .map(atomOf)
      .sort((a, b) => Number(a) - Number(b))
      .join(' ')
  })
  return [status, status === 'OK' ? '' : code, ...shown].join(' ')
}

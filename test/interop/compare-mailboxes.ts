/** A dialogue about mailboxes and flags, the same on both servers: what is answered is compared, command by command. */
import type { ImapAnswer, ImapConnection } from './imap-connection.ts'
import { atomOf, type ImapValue, printValue } from './imap-value.ts'
import { MAILBOX_DIALOGUE } from './mailbox-dialogue.ts'
import type { Tally } from './tally.ts'

/** Of SELECT these say how a server counts, and are no answer to compare. */
const UNCOMPARED = /^(RECENT|OK|CAPABILITY)$/
/** Counted from other numbers by each server. */
const NUMBERS = new Set(['UIDVALIDITY', 'UIDNEXT', 'HIGHESTMODSEQ', 'RECENT', 'UID', 'MODSEQ', 'MAILBOXID'])
const SYSTEM_ATTRIBUTES = new Set(['\\MARKED', '\\UNMARKED', '\\NOINFERIORS'])

export async function compareMailboxes(tally: Tally, reference: ImapConnection, ours: ImapConnection): Promise<void> {
  for (const { area, command, literals = [] } of MAILBOX_DIALOGUE) {
    const [expected, got] = [await reference.command(command, ...literals), await ours.command(command, ...literals)]
    tally.compare({ area, subject: command, what: '', reference: print(expected), ours: print(got) })
  }
}

function print({ status, code, untagged }: ImapAnswer): string {
  const lines = untagged
    .filter(({ name }) => !UNCOMPARED.test(name))
    .map(({ name, number, values }) => {
      const shown = values.map((value) => printValue(name === 'FLAGS' ? null : normalize(value)))
      return [number, name, ...shown].join(' ')
    })
  // The order of mailboxes is each server's own.
  return [
    `${status} ${code}`,
    ...lines.filter((line) => !line.startsWith('LIST')),
    ...lines.filter((line) => line.startsWith('LIST')).sort(),
  ].join('\n')
}

/** Atoms and strings are one where both are allowed; names of flags have no case, and lists of them no order. */
function normalize(value: ImapValue): ImapValue {
  if (typeof value === 'string' || value === null) return value
  if (!Array.isArray(value)) return /^[\d\\]/.test(value.atom) ? { atom: value.atom.toUpperCase() } : value.atom
  const isFlags = value.every((flag) => /^[\\$]/.test(atomOf(flag)))
  if (isFlags) {
    const flags = value
      .map((flag) => ({ atom: atomOf(flag).toUpperCase() }))
      .filter(({ atom }) => atom !== '\\RECENT' && !SYSTEM_ATTRIBUTES.has(atom))
    return flags.sort((a, b) => (a.atom < b.atom ? -1 : 1))
  }
  return value.map((inner, i) => (NUMBERS.has(atomOf(value[i - 1]).toUpperCase()) ? { atom: 'n' } : normalize(inner)))
}

/** A dialogue about mailboxes and flags, the same on both servers: what is answered is compared, command by command. */
import type { ImapAnswer, ImapConnection } from './imap-connection.ts'
import { atomOf, type ImapValue, printValue } from './imap-value.ts'
import { MAILBOX_DIALOGUE } from './mailbox-dialogue.ts'
import type { Tally } from './tally.ts'

/** What SELECT says of how a server counts is no answer to compare. */
const UNCOMPARED = /^(OK|CAPABILITY)$/
/** Counted from other numbers by each server. */
const NUMBERS = new Set(['UIDVALIDITY', 'UIDNEXT', 'HIGHESTMODSEQ', 'UID', 'INTERNALDATE', 'MAILBOXID'])
/** Hints (RFC 9051 §7.3.1). */
const UNCOMPARED_FLAGS = new Set(['\\MARKED', '\\UNMARKED', '\\NOINFERIORS'])
/** Names of items that have a value. */
const PAIRED =
  /^(UID|MODSEQ|FLAGS|RFC822.*|BODY.*|MESSAGES|UNSEEN|UIDNEXT|UIDVALIDITY|RECENT|SIZE|DELETED|INTERNALDATE|HIGHESTMODSEQ|MAILBOXID)$/i

export async function compareMailboxes(tally: Tally, reference: ImapConnection, ours: ImapConnection): Promise<void> {
  for (const { area, command, literals = [] } of MAILBOX_DIALOGUE) {
    const [expected, got] = [await reference.command(command, ...literals), await ours.command(command, ...literals)]
    tally.compare({ area, subject: command, what: '', reference: print(expected), ours: print(got) })
  }
}

/** The order of mailboxes, of items and of flags is each server's own. */
function print({ status, code, untagged }: ImapAnswer): string {
  const lines = untagged
    .filter(({ name }) => !UNCOMPARED.test(name))
    .map(({ name, number = '', values }) => {
      const shown = name === 'FLAGS' ? [] : values.map((value) => printValue(normalize(value)))
      return `${number} ${name} ${shown.join(' ')}`.trim()
    })
  // Whether a client that did not ask for MODSEQ hears of it is left to the server.
  const isSaid = (line: string) => !/ FETCH \(\)$/.test(line)
  const isList = (line: string) => /^(LIST|LSUB|STATUS)/.test(line)
  return [`${status} ${code}`, ...lines.filter((line) => isSaid(line) && !isList(line)), ...lines.filter(isList).sort()].join(
    '\n',
  )
}

function normalize(value: ImapValue): ImapValue {
  if (value === null) return null
  // A name is an atom or a string, as the server likes it.
  if (!Array.isArray(value)) return typeof value === 'string' ? value : atomOf(value).startsWith('\\') ? upper(value) : value.atom
  if (value.every((inner) => /^\\/.test(atomOf(inner))))
    return sorted(value.map(upper).filter(({ atom }) => !UNCOMPARED_FLAGS.has(atom)))
  const names = value.filter((_, i) => i % 2 === 0)
  const isPairs = value.length % 2 === 0 && names.every((name) => PAIRED.test(atomOf(name)))
  if (!isPairs)
    return sorted(
      value
        .map((inner) => (atomOf(inner) ? upper(inner) : normalize(inner)))
        .filter((inner) => !UNCOMPARED_FLAGS.has(atomOf(inner))),
    )
  const pairs = names.map((name, i) => [upper(name), NUMBERS.has(upper(name).atom) ? 'n' : normalize(value[i * 2 + 1] ?? null)])
  return sorted(pairs.filter(([name]) => atomOf(name) !== 'MODSEQ'))
}

function upper(value: ImapValue): { atom: string } {
  return { atom: atomOf(value).toUpperCase() }
}

function sorted(values: ImapValue[]): ImapValue[] {
  return values.sort((a, b) => (printValue(a) < printValue(b) ? -1 : 1))
}

/** FETCH of everything that a mail has, on both servers: envelope, structure, each section whole and in part. */
import { fieldNames, partsOf } from './body-structure.ts'
import type { ImapConnection } from './imap-connection.ts'
import { type ImapValue, printValue } from './imap-value.ts'
import type { Mail } from './mails.ts'
import type { Tally } from './tally.ts'

const WHOLE = ['ENVELOPE', 'BODYSTRUCTURE', 'BODY', 'RFC822.SIZE', 'INTERNALDATE', 'FLAGS']
const MESSAGE_SECTIONS = ['HEADER', 'TEXT', 'HEADER.FIELDS (Subject From X-A)', 'HEADER.FIELDS.NOT (Subject "To" X-A)']
/** Lines of commands have their limits. */
const ITEMS_AT_ONCE = 50
const PARTIALS = ['<0.10>', '<5.100>', '<1000000.10>']

/** @param mails as they lie in the selected mailbox of both */
export async function compareFetch(
  tally: Tally,
  reference: ImapConnection,
  ours: ImapConnection,
  mails: readonly Mail[],
): Promise<void> {
  for (const [i, { name }] of mails.entries()) {
    const number = i + 1
    const [expected, got] = [await fetchAll(reference, number, WHOLE), await fetchAll(ours, number, WHOLE)]
    for (const item of WHOLE)
      tally.compare({ area: item, subject: name, what: `FETCH ${item}`, ...pair(expected.get(item), got.get(item)) })
    // Both are asked for the sections of both: there is always one that has no such part.
    const structures = [expected, got].map((items) => items.get('BODYSTRUCTURE')?.value)
    const sections = [...new Set(structures.flatMap((structure) => sectionsOf(structure ?? null)))]
    const items = [...sections.flatMap(toItems), ...(structures[0] ? partsOf(structures[0]).flatMap(toBinary) : [])]
    const [expectedItems, gotItems] = [await fetchAll(reference, number, items), await fetchAll(ours, number, items)]
    for (const item of items)
      tally.compare({
        area: areaOf(item),
        subject: name,
        what: `FETCH ${item}`,
        ...pair(expectedItems.get(item), gotItems.get(item)),
      })
  }
}

function sectionsOf(structure: ImapValue): string[] {
  const parts = partsOf(structure).flatMap(({ path, isMessage }) => [
    ...[path, `${path}.MIME`],
    ...(isMessage ? MESSAGE_SECTIONS.map((section) => `${path}.${section}`) : []),
  ])
  return ['', ...MESSAGE_SECTIONS, ...parts, '99', '1.99']
}

function toItems(section: string): string[] {
  return ['', ...PARTIALS].map((partial) => `BODY.PEEK[${section}]${partial}`)
}

function toBinary({ path }: { path: string }): string[] {
  return [`BINARY.PEEK[${path}]`, `BINARY.PEEK[${path}]<2.7>`, `BINARY.SIZE[${path}]`]
}

interface Fetched {
  value?: ImapValue
  refusal?: string
}

/** Many in a command; one by one where that is refused, so that each has its own answer. */
async function fetchAll(imap: ImapConnection, number: number, items: readonly string[]): Promise<Map<string, Fetched>> {
  const fetched = new Map<string, Fetched>()
  for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
    const some = items.slice(start, start + ITEMS_AT_ONCE)
    const together = await fetchSome(imap, number, some)
    for (const item of some) {
      const { refusal, items: answered } = together.refusal ? await fetchSome(imap, number, [item]) : together
      fetched.set(item, refusal ? { refusal } : toFetched(answered.get(answerName(item))))
    }
  }
  return fetched
}

function toFetched(value: ImapValue | undefined): Fetched {
  return value === undefined ? {} : { value }
}

async function fetchSome(imap: ImapConnection, number: number, items: readonly string[]) {
  const { status, code, untagged } = await imap.command(`FETCH ${number} (${items.join(' ')})`)
  const answer = untagged.find(({ name }) => name === 'FETCH')
  return { refusal: status === 'OK' ? undefined : `${status} ${code}`, items: fieldNames(answer?.values[0] ?? null) }
}

/** What an item is called in the answer (RFC 9051 §7.5.2). */
function answerName(item: string): string {
  return item
    .replace('.PEEK', '')
    .replace(/<(\d+)\.\d+>$/, '<$1>')
    .replaceAll('"', '')
    .toUpperCase()
}

function areaOf(item: string): string {
  if (item.startsWith('BINARY')) return 'BINARY'
  const section = /\[(.*)\]/.exec(item)?.[1] ?? ''
  return `BODY[${section.replace(/^[\d.]+/, (path) => (path.endsWith('.') ? 'n.' : 'n')).replace(/ .*/, '')}]`
}

function pair(reference: Fetched | undefined, ours: Fetched | undefined) {
  return { reference: print(reference), ours: print(ours) }
}

function print({ value, refusal }: Fetched = {}): string {
  return refusal ?? (value === undefined ? 'absent' : printValue(value))
}

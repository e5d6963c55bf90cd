/** Mail in a real store, searched as a mail client does: commands in, places out. */
import { readSearch } from '../../server/imap/search/read-search.ts'
import { runSearch } from '../../server/imap/search/run-search.ts'
import type { SearchProgram } from '../../server/imap/search/search-program.ts'
import type { Token } from '../../server/imap/token.ts'
import type { ViewEntry } from '../../server/mail/live-view.ts'
import { createMailSearch, type MailSearch } from '../../server/mail/mail-search.ts'
import { parseMessage } from '../../server/mail/parse-message.ts'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import type { Flags, Store } from '../../server/store/store.ts'

export interface SearchedMail {
  /** Lines of its header section, then an empty one, then its body. */
  lines: readonly string[]
  octets?: Buffer
  receivedAt?: string
  flags?: Flags
  tags?: readonly string[]
}

export interface SearchedStore extends AsyncDisposable {
  store: Store
  source: MailSearch
  messages: readonly ViewEntry[]
  /** @returns the numbers of what is found, of a command as the client writes it: atoms and quoted strings, in parentheses or not */
  search: (command: string) => Promise<number[]>
}

const ENVELOPE = { reversePath: 'bounces@envelope.test', forwardPaths: ['hidden@envelope.test'] }

export async function searchedStore(mails: readonly SearchedMail[]): Promise<SearchedStore> {
  const store = await openSqliteStore({ database: ':memory:', durability: 'kill', journal: 'auto' })
  for (const [i, { lines, octets, receivedAt = '2026-03-01T00:00:00Z', flags, tags }] of mails.entries()) {
    const mailData = octets ?? Buffer.from(lines.join('\r\n'))
    const writer = store.openMailData()
    await writer.write(mailData)
    const { seq } = await store.append({
      ...{ id: `m${i + 1}`, mailbox: 'default', origin: 'smtp', receivedAt: Date.parse(receivedAt), envelope: ENVELOPE },
      ...{ parameters: { mail: [], rcpt: [[]] }, flags, tags, mailData: await writer.finish() },
    })
    await store.makeReady([{ seq, message: parseMessage(mailData, ENVELOPE) }])
  }
  const source = createMailSearch(store)
  const { entries: messages } = await store.view({ type: 'all' })
  return {
    store,
    source,
    messages,
    search: async (command) => {
      const places = await runSearch({ program: readCommand(command), messages, saved: new Set(), isRecent: () => false, source })
      return places.map((place) => place + 1)
    },
    [Symbol.asyncDispose]: () => store.close(),
  }
}

/** Of a test's own hand: no escapes, no literals. */
export function readCommand(command: string): SearchProgram {
  const stack: Token[][] = [[]]
  for (const [word, quoted] of command.matchAll(/"([^"]*)"|[()]|[^ ()"]+/g)) {
    if (word === '(') stack.push([])
    else if (word === ')') {
      const inner = stack.pop() ?? []
      stack.at(-1)?.push(inner)
    } else stack.at(-1)?.push(quoted === undefined ? { type: 'ATOM', value: word } : { type: 'STRING', value: quoted })
  }
  return readSearch(stack[0] ?? [])
}

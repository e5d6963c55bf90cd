/** Searching 100,000 varied messages, against looking at every text. */
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { readText, type TextRow } from '../../server/store/sqlite/search-text.ts'
import { foldForSearch } from '../../shared/search/fold.ts'
import { unpackSearchText } from '../../shared/search/search-text.ts'
import { variedCorpus } from './mixed-corpus.ts'
import { residentMegabytes } from './process-facts.ts'
import { startMailmitt, temporaryFolder } from './programs.ts'
import {
  atMost,
  type BenchOptions,
  megabytes,
  ms,
  percentile,
  perSecond,
  type Report,
  seconds,
  spread,
  timed,
  timeEach,
} from './report.ts'
import { sendLoad } from './smtp-load.ts'

const MESSAGES = 100_000
const DISTINCT = 20_000
const TIMES = 40
const LIMIT_MS = 50

const QUERIES: [what: string, q: string][] = [
  ['one word, in 5 mails', 'uniq000243x'],
  ['one word, in a third of all', 'verify'],
  ['a part of a word', 'ipmen'],
  ['two letters', 'bo'],
  ['two letters that are rare', 'x4'],
  ['two Japanese characters', '東京'],
  ['Turkish, folded', 'odeme'],
  ['a phrase', '"ipsum gel"'],
  ['`from:`', 'from:shop'],
  ['`to:`, one address', 'to:user243@customer.test'],
  ['`subject:`', 'subject:code'],
  ['a negation', 'subject:news -uniq000243x'],
  ['OR', 'uniq000003x OR uniq000249x'],
  ['a word and a column', 'verify is:unseen larger:5k'],
  ['`code:`, in 5 mails', 'code:100242'],
  ['`link:`', 'link:shop.test/verify'],
  ['`link:`, no hit', 'link:/reset-password'],
  ['columns alone', 'is:unseen larger:5k'],
  ['no hit', 'nowheretobefound'],
  ['no hit, three letters', 'qzx'],
]

export async function benchSearch({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  const count = MESSAGES * scale
  const mails = variedCorpus(DISTINCT * scale)
  const sentOctets = (mails.reduce((sum, { length }) => sum + length, 0) / mails.length) * count
  using folder = temporaryFolder()
  const database = folder.path('mailmitt.db')
  {
    await using app = await startMailmitt(database)
    const loading = await timed(async () => {
      await sendLoad({ port: app.smtp.port, mails, count, connections: 10, pipelined: true })
      await app.client.cursor()
    })
    tell(
      `${count.toLocaleString('en')} messages sent and searchable`,
      `${seconds(loading)}, ${perSecond((count * 1000) / loading)}`,
    )
    tell('memory before the first search', megabytes(residentMegabytes(app.pid)))
    for (const [what, q] of QUERIES) {
      const durations = await timeEach(TIMES, () => app.client.list({ q, limit: 50 }))
      const { total, totalIsAtLeast } = await app.client.list({ q, limit: 50 })
      const found = `${total.toLocaleString('en')}${totalIsAtLeast ? '+' : ''} found`
      tell(
        `${what}: ${q.replaceAll('|', '\\|')}`,
        `${spread(durations)}, ${found}`,
        atMost(percentile(durations, 0.95), LIMIT_MS, ms, 'p95 '),
      )
    }
    tell('memory after all searches', megabytes(residentMegabytes(app.pid)))
  }
  const { scanMs, indexOctets, textOctets } = scan(database, 'uniq000243x')
  tell('the first of these by looking at every text', ms(scanMs))
  tell('index, octets a message', `${Math.round(indexOctets / count)}, and ${Math.round(textOctets / count)} of text`)
  tell('database, octets per octet received', (statSync(database).size / sentOctets).toFixed(2))
}

/** What a search without an index would do, but for the answer. */
function scan(database: string, word: string): { scanMs: number; indexOctets: number; textOctets: number } {
  const SqliteDatabase = createRequire(import.meta.url)('better-sqlite3') as typeof import('better-sqlite3')
  const db = new SqliteDatabase(database, { readonly: true })
  const needle = foldForSearch(word)
  const begun = performance.now()
  let found = 0
  for (const row of db.prepare<[], TextRow>('select inflated, text from search_text').iterate()) {
    const { text, html } = unpackSearchText(readText(row) ?? '')
    if (text.includes(needle) || html.includes(needle)) found++
  }
  const scanMs = performance.now() - begun
  if (found === 0) throw new Error(`${word} is in no text`)
  const octetsOf = (table: string) =>
    Number(db.prepare('select coalesce(sum(pgsize), 0) from dbstat where name = ?').pluck().get(table))
  const sizes = { indexOctets: octetsOf('search_bits') + octetsOf('search_block'), textOctets: octetsOf('search_text') }
  db.close()
  return { scanMs, ...sizes }
}

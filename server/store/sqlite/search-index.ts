/** Keeps the texts of messages for search, and their signatures in blocks. Runs on the writer thread, in its transactions. */
import type { Database } from 'better-sqlite3'
import type { Envelope } from '../../../shared/model/envelope.ts'
import { foldForSearch } from '../../../shared/search/fold.ts'
import { cutLinks } from '../../../shared/search/search-text.ts'
import type { ParsedMessage, StoredSummary } from '../store.ts'
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from './rows.ts'
import { BLOCK_MESSAGES, ROWS_PER_BLOCK, turnBlock } from './search-blocks.ts'
import { readText, type TextRow, writeText } from './search-text.ts'
import { SIGNATURE_BITS, signLinks, signText } from './signature.ts'

/** Of a message, what is searched beside its text. */
type Named = Pick<StoredSummary, 'subject' | 'from' | 'to' | 'cc' | 'bcc' | 'replyTo' | 'envelope'>

export function createSearchIndex(db: Database) {
  const insertText = db.prepare('insert into search_text (seq, inflated, text) values (?, ?, ?)')
  const selectLast = db.prepare<[], number | null>('select max(last_seq) from search_block').pluck()
  const selectUnsigned = db.prepare<[number, number], { seq: number }>(
    'select seq from search_text where seq > ? order by seq limit ?',
  )
  const selectForSigning = db.prepare<[number], SummaryRow & TextRow>(
    `select ${SUMMARY_COLUMNS}, inflated, text from message join mailbox using (mailbox_id) join search_text using (seq) where seq = ?`,
  )
  const insertBlock = db.prepare('insert into search_block (first_seq, last_seq, seqs) values (?, ?, ?) returning block').pluck()
  const insertBits = db.prepare('insert into search_bits (id, bits) values (?, ?)')
  const selectEmptyBlocks = db
    .prepare<[{ first: number; last: number }], number>(
      `select block from search_block where last_seq >= :first and first_seq <= :last
         and not exists (select 1 from search_text where seq between first_seq and last_seq)`,
    )
    .pluck()
  const deleteBlock = db.prepare('delete from search_block where block = ?')
  const deleteBits = db.prepare('delete from search_bits where id >= ? and id < ?')

  /** Of messages that are in no block yet, as far as they came in this process. */
  const signatures = new Map<number, Uint8Array>()
  let unsigned = countUnsigned()

  function countUnsigned(): number {
    return selectUnsigned.all(selectLast.get() ?? 0, BLOCK_MESSAGES).length
  }

  function writeBlock(): void {
    const seqs = selectUnsigned.all(selectLast.get() ?? 0, BLOCK_MESSAGES).map(({ seq }) => seq)
    const [first] = seqs
    const last = seqs.at(-1)
    if (first === undefined || last === undefined || seqs.length < BLOCK_MESSAGES) return
    const block = Number(insertBlock.get(first, last, Buffer.from(Uint32Array.from(seqs, (seq) => seq - first).buffer)))
    for (const { row, bits } of turnBlock(seqs.map((seq) => signatures.get(seq) ?? signStored(seq))))
      insertBits.run(block * ROWS_PER_BLOCK + row, bits)
    for (const seq of seqs) signatures.delete(seq)
  }

  function signStored(seq: number): Uint8Array {
    const row = selectForSigning.get(seq)
    if (!row) return new Uint8Array(SIGNATURE_BITS / 8)
    const summary = toSummary(row)
    const text = readText(row)
    if (text !== undefined && !summary.damaged) return sign(text, summary)
    // Looked at in every search, which then finds what is left of it.
    return new Uint8Array(SIGNATURE_BITS / 8).fill(0xff)
  }

  return {
    add(seq: number, message: ParsedMessage, envelope: Envelope): void {
      writeText(message.searchText, ({ inflated, text }) => insertText.run(seq, inflated, text))
      signatures.set(seq, sign(message.searchText, { ...message, envelope }))
      unsigned++
    },

    /** To be called when a batch has been added. */
    close(): void {
      if (unsigned < BLOCK_MESSAGES) return
      writeBlock()
      unsigned = countUnsigned()
    },

    /** @param removed in their order */
    dropEmptyBlocks(removed: readonly number[]): void {
      const [first] = removed
      const last = removed.at(-1)
      if (first === undefined || last === undefined) return
      for (const seq of removed) signatures.delete(seq)
      for (const block of selectEmptyBlocks.all({ first, last })) {
        deleteBlock.run(block)
        deleteBits.run(block * ROWS_PER_BLOCK, (block + 1) * ROWS_PER_BLOCK)
      }
    },

    /** After a rollback: what stands in memory may not stand in the file. */
    forget(): void {
      signatures.clear()
      unsigned = countUnsigned()
    },
  }
}

function sign(text: string, { subject, from, to, cc, bcc, replyTo, envelope }: Named): Uint8Array {
  const signature = new Uint8Array(SIGNATURE_BITS / 8)
  const { links, others } = cutLinks(text)
  signText(others, signature)
  signLinks(links, signature)
  const addresses = [from, to, cc, bcc, replyTo].flat().flatMap(({ displayName, addrSpec }) => [displayName, addrSpec])
  for (const each of [subject, ...addresses, envelope.reversePath, ...envelope.forwardPaths])
    signText(foldForSearch(each), signature)
  return signature
}

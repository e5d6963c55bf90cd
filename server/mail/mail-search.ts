/** Asks the store which messages a mail client means: it narrows them by its index and columns; what is attached is read. */
import { foldForSearch } from '../../shared/search/fold.ts'
import type { Store } from '../store/store.ts'
import { findInAttached } from './attached-text.ts'
import { ifDamaged } from './damaged.ts'
import type { MailQuestion } from './mail-question.ts'
import { readSentDay } from './sent-day.ts'

/** Messages of which columns are read at once. */
const AT_ONCE = 4096

export interface MailSearch {
  /**
   * Which of these are meant, some after the other, and often none: whoever has waited long enough asks for no more. Others get their turn
   * in between.
   *
   * @param seqs in their order
   * @throws {AppError} `unavailable`
   */
  find(question: MailQuestion, seqs: readonly number[]): AsyncIterable<readonly number[]>
}

export function createMailSearch(store: Store): MailSearch {
  async function* findSent({ from, before }: MailQuestion & { type: 'sent' }, seqs: readonly number[]) {
    for (const some of portions(seqs)) {
      const fields = await store.dateFieldsOf(some)
      yield some.filter((seq) => {
        const day = readSentDay(fields.get(seq) ?? '')
        return day !== undefined && day >= from && day < before
      })
    }
  }

  async function* findTagged({ fits }: MailQuestion & { type: 'tag' }, seqs: readonly number[]) {
    for (const some of portions(seqs)) {
      const tags = await store.tagsOf(some)
      yield some.filter((seq) => tags.get(seq)?.some(fits))
    }
  }

  async function* findOctets({ mailDataId }: MailQuestion & { type: 'octets' }, seqs: readonly number[]) {
    for (const seq of seqs) if ((await store.get(seq).catch(ifDamaged))?.mailDataId === mailDataId) yield [seq]
  }

  async function* findText({ query, needle, inHeaders }: MailQuestion & { type: 'text' }, seqs: readonly number[]) {
    const found = new Set<number>()
    for await (const some of store.find({ query, seqs })) {
      for (const seq of some) found.add(seq)
      yield some
    }
    const holds = (text: string) => foldForSearch(text).includes(needle)
    for (const some of portions(seqs.filter((seq) => !found.has(seq))))
      for (const seq of await store.attachedTextOf(some)) yield* findInAttached(store, { seq, inHeaders, holds })
  }

  return {
    find(question, seqs) {
      switch (question.type) {
        case 'query':
          return store.find({ query: question.query, seqs })
        case 'text':
          return findText(question, seqs)
        case 'sent':
          return findSent(question, seqs)
        case 'tag':
          return findTagged(question, seqs)
        case 'octets':
          return findOctets(question, seqs)
      }
    },
  }
}

function* portions(seqs: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < seqs.length; start += AT_ONCE) yield seqs.slice(start, start + AT_ONCE)
}

/**
 * What a session sees: the messages that there were when its client signed in, by number from 1 (RFC 1939 §5), and which of them it
 * has marked as deleted. Knows no sockets; a hundred thousand messages take two megabytes.
 */
import { AppError } from '../errors.ts'

/** As views have it. */
export interface MaildropEntry {
  seq: number
  uid: number
  sizeOctets: number
}

export interface NumberedEntry extends Pick<MaildropEntry, 'seq' | 'sizeOctets'> {
  number: number
}

export type Maildrop = ReturnType<typeof createMaildrop>

export function createMaildrop(entries: readonly MaildropEntry[]) {
  const [seqs, uids, sizes] = [0, 1, 2].map(() => new Float64Array(entries.length)) as [Float64Array, Float64Array, Float64Array]
  for (const [i, { seq, uid, sizeOctets }] of entries.entries()) {
    seqs[i] = seq
    uids[i] = uid
    sizes[i] = sizeOctets
  }
  const marked = new Set<number>()

  const entry = (number: number): NumberedEntry => ({
    number,
    seq: seqs[number - 1] ?? 0,
    sizeOctets: sizes[number - 1] ?? 0,
  })

  function* unmarked(): Generator<NumberedEntry> {
    for (let number = 1; number <= seqs.length; number++) if (!marked.has(number)) yield entry(number)
  }

  /** @throws {AppError} `invalid` */
  function find(number: number): NumberedEntry {
    if (number < 1 || number > seqs.length) throw new AppError('invalid', `No such message, there are ${seqs.length}`)
    if (marked.has(number)) throw new AppError('invalid', `Message ${number} is marked as deleted`)
    return entry(number)
  }

  return {
    unmarked,
    find,

    /** Of those that are not marked (RFC 1939 §5: STAT). */
    total(): { messages: number; octets: number } {
      let octets = sizes.reduce((sum, size) => sum + size, 0)
      for (const number of marked) octets -= sizes[number - 1] ?? 0
      return { messages: seqs.length - marked.size, octets }
    },

    /** @throws {AppError} `invalid`, also when it is marked already */
    mark: (number: number): void => void marked.add(find(number).number),

    /** Each `uid`: under another one it is somewhere else by now. */
    marked: (): number[] => [...marked].map((number) => uids[number - 1] ?? 0),

    reset: (): void => marked.clear(),
  }
}

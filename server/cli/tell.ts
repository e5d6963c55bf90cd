/** What a command says on stderr. */
import { harmless } from './harmless.ts'

const MAX_LENGTH = 2000

/** A name of a file, or what a server answers, could hold what a terminal obeys. */
export function tell(sentence: string): void {
  process.stderr.write(`mailmitt: ${harmless(sentence.slice(0, MAX_LENGTH))}\n`)
}

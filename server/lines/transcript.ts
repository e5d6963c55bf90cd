/** The lines of a dialogue, bounded and readable. Knows no sockets, and no protocol. */
import { isUtf8 } from 'node:buffer'
import type { Finding } from '../../shared/model/finding.ts'
import type { TranscriptLine } from '../../shared/model/session.ts'
import { LIMITS } from '../limits.ts'

/** Of a long session this many lines from its start are kept, and as many from its end. */
const MAX_LINES_EACH_END = LIMITS.lines.transcriptLines.value
/** UTF-16 units of text at each end: without it, long lines would make the above a lot of memory. */
const MAX_CHARACTERS_EACH_END = 64 * 1024
/** Characters shown of one line. */
const MAX_LINE_CHARACTERS = 512

export class Transcript {
  readonly #head: TranscriptLine[] = []
  #headCharacters = 0
  #headIsFull = false
  readonly #tail: TranscriptLine[] = []
  #tailCharacters = 0
  #leftOut = 0

  add(line: TranscriptLine): void {
    if (!this.#headIsFull) {
      this.#head.push(line)
      this.#headCharacters += line.text.length
      this.#headIsFull = this.#head.length === MAX_LINES_EACH_END || this.#headCharacters > MAX_CHARACTERS_EACH_END
      return
    }
    this.#tail.push(line)
    this.#tailCharacters += line.text.length
    while (this.#tail.length > MAX_LINES_EACH_END || this.#tailCharacters > MAX_CHARACTERS_EACH_END) {
      this.#tailCharacters -= this.#tail.shift()?.text.length ?? 0
      this.#leftOut++
    }
  }

  read(): TranscriptLine[] {
    if (this.#leftOut === 0) return [...this.#head, ...this.#tail]
    const gap: TranscriptLine = {
      offsetMs: this.#head.at(-1)?.offsetMs ?? 0,
      from: 'note',
      text: `(${this.#leftOut.toLocaleString('en-US')} lines left out)`,
    }
    return [...this.#head, gap, ...this.#tail]
  }
}

/** A line that has been written down; findings may come to it as long as its session runs. */
export function addFinding(line: TranscriptLine, finding: Finding): void {
  line.findings ??= []
  line.findings.push(finding)
}

/**
 * The octets of a line as text: UTF-8 where all of it is, control characters and what else cannot be seen escaped.
 *
 * @param totalOctets length of the line, of which `octets` may be only the start
 */
export function toPrintable(octets: Buffer, totalOctets: number): string {
  const head = octets.toString('latin1', 0, MAX_LINE_CHARACTERS)
  if (!/[^\x20-\x7e]/.test(head)) return withRest(head, totalOctets - head.length)
  const decoded = isUtf8(octets)
  const text = octets.toString(decoded ? 'utf8' : 'latin1')
  let shown = ''
  let taken = 0
  for (const character of text) {
    const next = escapeUnseen(character, decoded)
    if (shown.length + next.length > MAX_LINE_CHARACTERS) break
    shown += next
    taken += decoded ? Buffer.byteLength(character) : 1
  }
  return withRest(shown, totalOctets - taken)
}

function withRest(shown: string, rest: number): string {
  return rest > 0 ? `${shown} … (${rest.toLocaleString('en-US')} more octets)` : shown
}

function escapeUnseen(character: string, decoded: boolean): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || code === 0x7f || (!decoded && code > 0x7f)) return `\\x${code.toString(16).padStart(2, '0')}`
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? `\\u{${code.toString(16)}}` : character
}

/** Looks over mail data as it comes in, for what the transcript says of it. Keeps none of it. */
import { isAscii } from 'node:buffer'
import type { Finding } from '../../shared/model/finding.ts'
import { protocolFinding } from './findings.ts'

const CR = 0x0d
/** Octets of a line of mail data, its CRLF not counted (RFC 5321 §4.5.3.1.6). */
const MAX_LINE_OCTETS = 998

export class MailDataScan {
  octets = 0
  #lines = 0
  #has8Bit = false
  /** Number of the first line that ends so, and how many do. */
  #bareLf = { line: 0, count: 0 }
  #tooLong = { line: 0, count: 0 }
  #openOctets = 0
  #last = 0

  /** @param chunk the next octets, dot-stuffing undone */
  add(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.octets += chunk.length
    if (!this.#has8Bit && !isAscii(chunk)) this.#has8Bit = true
    // Searching a string, its making included, takes half as long as searching octets.
    const text = chunk.toString('latin1')
    let start = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', start)) {
      const isBare = (at > 0 ? text.charCodeAt(at - 1) : this.#last) !== CR
      this.#endLine(this.#openOctets + at - start - (isBare ? 0 : 1), isBare)
      this.#openOctets = 0
      start = at + 1
    }
    this.#openOctets += text.length - start
    this.#last = text.charCodeAt(text.length - 1)
  }

  #endLine(octets: number, isBare: boolean): void {
    this.#lines++
    if (isBare && this.#bareLf.count++ === 0) this.#bareLf.line = this.#lines
    if (octets > MAX_LINE_OCTETS && this.#tooLong.count++ === 0) this.#tooLong.line = this.#lines
  }

  /** `1,204 octets in 31 lines` */
  toString(): string {
    const lines = this.#lines + (this.#openOctets > 0 ? 1 : 0)
    return `${count(this.octets, 'octet')} in ${count(lines, 'line')}`
  }

  /** @param may8Bit the client has said BODY=8BITMIME or SMTPUTF8 */
  findings({ may8Bit }: { may8Bit: boolean }): Finding[] {
    const found: Finding[] = []
    if (this.#bareLf.count > 0)
      found.push(
        protocolFinding(
          'smtp-bare-lf-data',
          `${count(this.#bareLf.count, 'line')}, the first is line ${this.#bareLf.line}, end in LF without CR (RFC 5321 §2.3.8). Kept as sent; other servers refuse or rewrite it.`,
        ),
      )
    const open = this.#openOctets > MAX_LINE_OCTETS ? 1 : 0
    if (this.#tooLong.count + open > 0)
      found.push(
        protocolFinding(
          'smtp-data-line-too-long',
          `${count(this.#tooLong.count + open, 'line')}, the first is line ${this.#tooLong.line || this.#lines + 1}, have more than ${MAX_LINE_OCTETS} octets (RFC 5321 §4.5.3.1.6). Kept as sent; other servers break such lines or refuse them.`,
        ),
      )
    if (this.#has8Bit && !may8Bit)
      found.push(
        protocolFinding(
          'smtp-8bit-undeclared',
          'Octets above 127 were sent, but MAIL did not say BODY=8BITMIME (RFC 6152 §3). Declare it, or encode as quoted-printable or base64.',
        ),
      )
    return found
  }
}

/** `1,204 octets`, `1 line` */
export function count(number: number, noun: string): string {
  return `${group(number)} ${noun}${number === 1 ? '' : 's'}`
}

/** Ten times as fast as Intl, and this is done for each message. */
function group(number: number): string {
  return number < 1000 ? String(number) : String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

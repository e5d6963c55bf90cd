/**
 * The octets of one SMTP connection, as command lines and as mail data. Replaces smtp-server's parser, which undoes
 * dot-stuffing after a bare line feed and closes the connection on the first long line.
 */
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { LIMITS } from '../limits.ts'
import { drained } from '../lines/drained.ts'
import { MailDataScan } from './mail-data-scan.ts'

const LF = 0x0a
const CR = 0x0d
const DOT = 0x2e
const EMPTY = Buffer.alloc(0)
const CRLF = Buffer.from('\r\n')
const DOT_LINE = Buffer.from('\r\n.')

/** Of a line that is too long, as much is kept to show what it was. */
const LONG_LINE_HEAD_OCTETS = 512

type Next = (error?: Error | null) => void

/** A command line, or the start of one that was longer than allowed, and how long it was without its line end. */
export interface LineStart {
  head: Buffer
  octets: number
}

export class InputStream extends SMTPStream {
  /** Octets that the longest of command lines may have, its CRLF included (RFC 5321 §4.5.3.1.4). */
  maxLineOctets = 512
  /** Told of a line that was longer, once it has ended; `next` goes on. */
  onLongLine: (line: LineStart, next: () => void) => void = (_line, next) => next()
  /** Told of a line that goes on and on; nothing more is looked at once the connection is closed. */
  onEndlessLine: () => void = () => undefined
  /** Told when mail data has ended with its dot. */
  onMailDataEnd: () => void = () => undefined
  /** Of the line that was passed on last. */
  endsInBareLf = false
  /** Of the line that was passed on last: octets that came behind it in the same write. */
  followingOctets = 0

  #line: Buffer = EMPTY
  #longLine: LineStart | undefined
  #scan = new MailDataScan()
  /** Mail data not passed on yet, since its meaning hangs on what comes next: at most CRLF, dot, CR. */
  #held: Buffer = EMPTY
  /** Octets at the start of #held that were never sent: mail data begins as if a CRLF stood before it. */
  #virtual = 0

  override startDataMode(maxOctets?: number | string | null) {
    this.#held = CRLF
    this.#virtual = CRLF.length
    this.#scan = new MailDataScan()
    return super.startDataMode(maxOctets)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding | 'buffer', next: Next): void {
    if (this.isClosed || chunk.length === 0) next()
    else if (this._dataMode) this._feedDataStream(chunk, next)
    else this.#readLines(chunk, next)
  }

  /** Looks over the mail data at hand. */
  get scan(): MailDataScan {
    return this.#scan
  }

  /** What is held back is no part of an end any more: the client has left. */
  giveUpMailData(): void {
    this.#scan.add(this.#held.subarray(this.#virtual))
    this.#held = EMPTY
    this.#virtual = 0
  }

  /** A command line that has not ended yet. */
  get unfinishedLine(): LineStart {
    return this.#longLine ?? { head: this.#line, octets: this.#line.length }
  }

  /** A command that the client never ended is not run. */
  override _flushData(): void {
    // The stock parser runs it.
  }

  #readLines(chunk: Buffer, next: Next): void {
    const lf = chunk.indexOf(LF)
    if (lf < 0) {
      this.#keep(chunk)
      next()
      return
    }
    this.#keep(chunk.subarray(0, lf + 1))
    if (this.isClosed) {
      next()
      return
    }
    const line = this.#line
    const longLine = this.#longLine
    this.#line = EMPTY
    this.#longLine = undefined
    this.followingOctets = chunk.length - lf - 1
    // From here on the connection decides when to go on; by setImmediate, so that a flood of commands starves nobody.
    const goOn = () => setImmediate(() => this._write(chunk.subarray(lf + 1), 'buffer', next))
    // Where a cut falls between CR and LF, a long line counts as ended by both.
    const isBare = longLine ? lf > 0 && chunk[lf - 1] !== CR : line.at(-2) !== CR
    const endOctets = isBare ? 1 : CRLF.length
    this.endsInBareLf = isBare
    if (longLine) {
      const octets = longLine.octets - endOctets
      this.onLongLine({ head: longLine.head.subarray(0, octets), octets }, goOn)
    } else this.oncommand(line.subarray(0, -endOctets), goOn)
  }

  #keep(octets: Buffer): void {
    if (this.#longLine) {
      this.#longLine.octets += octets.length
      if (this.#longLine.octets > LIMITS.smtp.endlessLine.value) this.onEndlessLine()
      return
    }
    this.#line = this.#line.length === 0 ? octets : Buffer.concat([this.#line, octets])
    if (this.#line.length <= this.maxLineOctets) return
    this.#longLine = { head: Buffer.from(this.#line.subarray(0, LONG_LINE_HEAD_OCTETS)), octets: this.#line.length }
    this.#line = EMPTY
  }

  /**
   * Passes mail data on with dot-stuffing undone (RFC 5321 §4.5.2) and nothing else changed. Only CRLF ends a line:
   * a dot after a bare CR or LF is content, and `LF . LF` or `LF . CRLF` ends nothing.
   */
  override _feedDataStream(chunk: Buffer, next: Next): void {
    // Behind a CRLF that was never sent only a dot needs it.
    if (this.#virtual === this.#held.length && chunk[0] !== DOT) {
      this.#held = EMPTY
      this.#virtual = 0
    }
    const data = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const passed: Buffer[] = []
    const pass = (start: number, end: number) => {
      const from = start + Math.min(this.#virtual, end - start)
      this.#virtual -= from - start
      if (end > from) passed.push(data.subarray(from, end))
    }
    let start = 0
    for (let at = data.indexOf(DOT_LINE); at >= 0; at = data.indexOf(DOT_LINE, start)) {
      const after = at + DOT_LINE.length
      const isCut = after >= data.length || (after + 1 >= data.length && data[after] === CR)
      if (isCut) break
      pass(start, at + CRLF.length)
      if (data[after] === CR && data[after + 1] === LF) {
        this.#held = EMPTY
        this.#finish(passed, data.subarray(after + CRLF.length), next)
        return
      }
      start = after
    }
    const end = heldFrom(data, start)
    pass(start, end)
    this.#held = data.subarray(end)
    this.#emit(passed, next)
  }

  #finish(passed: Buffer[], rest: Buffer, next: Next): void {
    const last = joined(passed)
    this.#scan.add(last)
    this._countDataBytes(last.length)
    this.onMailDataEnd()
    this._endDataMode(last, rest, next)
  }

  #emit(passed: Buffer[], next: Next): void {
    const stream = this._dataStream
    const octets = joined(passed)
    this.#scan.add(octets)
    this._countDataBytes(octets.length)
    if (octets.length === 0 || !stream?.writable || stream.write(octets)) {
      next()
      return
    }
    void drained(stream).then(() => next())
  }
}

/** Most mail comes in one piece, and is not copied. */
function joined(pieces: Buffer[]): Buffer {
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
}

/** Where the end of `data` may be the start of CRLF dot CRLF. */
function heldFrom(data: Buffer, start: number): number {
  for (let length = Math.min(4, data.length - start); length > 0; length--) {
    if (data.subarray(data.length - length).equals(END.subarray(0, length))) return data.length - length
  }
  return data.length
}

const END = Buffer.from('\r\n.\r\n')

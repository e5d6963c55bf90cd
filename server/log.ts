/** The log: of the program on stderr, lines for people on a terminal and JSON otherwise; stdout belongs to the ready line. */
import { pino } from 'pino'
import type { LogLevel } from './config/values.ts'

export type Log = pino.Logger

export async function createLog(level: LogLevel): Promise<Log> {
  const options = optionsFor(level)
  if (!process.stderr.isTTY) return pino(options, toJsonLines(pino.destination({ dest: 2, sync: true })))
  // A stream, not pino's transport: that would start a worker from a file a bundle does not have.
  const { default: pretty } = await import('pino-pretty')
  const terminal = pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname' })
  return pino(options, { write: (line) => void terminal.write(withoutOrders(line)) })
}

/** Lines of JSON. @param target nowhere when absent */
export function createLogTo(target: LogTarget | undefined, level: LogLevel): Log {
  // Given a stream, pino does not wait for the end of the process to flush its own.
  return pino(optionsFor(target ? level : 'silent'), toJsonLines({ write: (line) => void target?.write(line) }))
}

interface LogTarget {
  write: (line: string) => unknown
}

function optionsFor(level: LogLevel) {
  return { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
}

/** JSON escapes what is below U+0020. A terminal obeys more, and an error may name what a client or a mail said. */
function toJsonLines(target: LogTarget): LogTarget {
  return { write: (line) => target.write(line.replace(/[\x7f-\x9f\p{Bidi_Control}\u2028\u2029]/gu, toEscape)) }
}

/** The same values without anything for a terminal to obey, and only a stack with lines of its own. */
function withoutOrders(line: string): string {
  const values = JSON.parse(line, (key, value: unknown) => {
    if (typeof value !== 'string') return value
    const shown = key === 'stack' ? /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu : /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu
    return value.replace(shown, toEscape)
  }) as unknown
  return `${JSON.stringify(values)}\n`
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

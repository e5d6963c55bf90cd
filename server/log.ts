/** The log: of the program on stderr, lines for people on a terminal and JSON otherwise; stdout belongs to the ready line. */
import { pino } from 'pino'
import type { LogLevel } from './config/values.ts'

export type Log = pino.Logger

export async function createLog(level: LogLevel): Promise<Log> {
  const options = optionsFor(level)
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }))
  // A stream, not pino's transport: that would start a worker from a file a bundle does not have.
  const { default: pretty } = await import('pino-pretty')
  return pino(options, pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname' }))
}

/** Lines of JSON. @param target nowhere when absent */
export function createLogTo(target: { write: (line: string) => unknown } | undefined, level: LogLevel): Log {
  // Given a stream, pino does not wait for the end of the process to flush its own.
  return pino(optionsFor(target ? level : 'silent'), { write: (line) => void target?.write(line) })
}

function optionsFor(level: LogLevel) {
  return { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
}

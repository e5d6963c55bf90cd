/** The log on stderr: lines for people on a terminal, JSON otherwise. stdout belongs to the ready line. */
import { pino } from 'pino'
import pretty from 'pino-pretty'
import type { LogLevel } from './config/values.ts'

export type Log = pino.Logger

export function createLog(level: LogLevel): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  // A stream, not pino's transport: that would start a worker from a file a bundle does not have.
  if (process.stderr.isTTY)
    return pino(options, pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname' }))
  return pino(options, pino.destination({ dest: 2, sync: true }))
}

/** Parses mail off the thread that serves sockets, within a time limit. Always answers: mail that cannot be parsed comes back broken. */
import { extname } from 'node:path'
import type { Envelope } from '../../shared/model/envelope.ts'
import type { ParsedMessage } from '../store/store.ts'
import { createJobWorker, JobTimeout } from './job-worker.ts'
import { brokenMessage } from './parse-message.ts'

export interface ParseJob {
  mailData: Uint8Array
  envelope: Envelope
}

export interface Parser {
  parse: (job: ParseJob) => Promise<ParsedMessage>
  close: () => Promise<void>
}

/** DESIGN §4: 2 s plus 100 ms a MiB. */
const TIME_LIMIT_MS = 2000
const TIME_LIMIT_MS_PER_MIB = 100
/** Of a broken mail, as much is looked at on this thread. */
const HEADER_OCTETS = 64 * 1024

export function createParser({ timeLimitMs = TIME_LIMIT_MS }: { timeLimitMs?: number } = {}): Parser {
  const worker = createJobWorker<ParseJob, ParsedMessage>({
    file: new URL(`./parse-worker${extname(import.meta.url)}`, import.meta.url),
    name: 'parser',
  })
  return {
    async parse(job) {
      const limitMs = timeLimitMs + (job.mailData.length / 1024 ** 2) * TIME_LIMIT_MS_PER_MIB
      try {
        return await worker.run(job, limitMs)
      } catch (error) {
        const start = job.mailData.subarray(0, HEADER_OCTETS)
        if (error instanceof JobTimeout)
          return brokenMessage(
            start,
            job.envelope,
            'parser-timeout',
            `Parsing took longer than ${Math.round(limitMs)} ms and was stopped. The octets are complete: see the source.`,
          )
        const reason = error instanceof Error ? error.message : String(error)
        return brokenMessage(
          start,
          job.envelope,
          'parser-failed',
          `The parser gave up: ${reason}. The octets are complete: see the source.`,
        )
      }
    },
    close: () => worker.close(),
  }
}

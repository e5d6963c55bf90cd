/** Parses mail off the thread that serves sockets, within a time limit. Always answers: mail that cannot be parsed comes back broken. */
import { extname } from 'node:path'
import type { Envelope } from '../../shared/model/envelope.ts'
import { LIMITS } from '../limits.ts'
import type { ParsedMessage, StoredFinding } from '../store/store.ts'
import type { Arrival } from './check-mail/mail-to-check.ts'
import { envelopeMessage } from './envelope-message.ts'
import { finding } from './findings.ts'
import { createJobWorker, JobLost, JobTimeout } from './job-worker.ts'
import type { Tagging } from './tag-message.ts'

export interface ParseJob {
  mailData: Uint8Array<ArrayBuffer>
  envelope: Envelope
  arrival: Arrival
  tagging: Tagging
  /** Why this mail is not to be parsed: `mailData` is its start only, to take from the header section what it gives. */
  broken?: StoredFinding
}

export interface ParseRequest {
  envelope: Envelope
  arrival: Arrival
  tagging: Tagging
  sizeOctets: number
  /** The mail data in memory of its own; it is given away. May be called again, when the first copy was lost with its thread. */
  load: () => Promise<Uint8Array<ArrayBuffer>>
}

export interface Parser {
  /** Answers in the order of the calls, as long as each call comes after the one before has been handed over. */
  parse: (request: ParseRequest) => Promise<ParsedMessage>
  close: () => Promise<void>
}

/** DESIGN §4: 2 s plus 100 ms a MiB. */
const TIME_LIMIT_MS = LIMITS.mail.parsing.value
const TIME_LIMIT_MS_PER_MIB = 100
/** Of a broken mail, as much is looked at. */
const HEADER_OCTETS = 64 * 1024

export function createParser({ timeLimitMs = TIME_LIMIT_MS }: { timeLimitMs?: number } = {}): Parser {
  const worker = createJobWorker<ParseJob, ParsedMessage>({
    file: new URL(`./parse-worker${extname(import.meta.url)}`, import.meta.url),
    name: 'parser',
  })

  async function parse({ sizeOctets, load, ...job }: ParseRequest): Promise<ParsedMessage> {
    const limitMs = timeLimitMs + (sizeOctets / 1024 ** 2) * TIME_LIMIT_MS_PER_MIB
    for (;;) {
      const mailData = await load()
      try {
        return await worker.run({ ...job, mailData }, limitMs, [mailData.buffer])
      } catch (error) {
        if (error instanceof JobLost) continue
        return await parseStart({ ...job, mailData: await load(), broken: whyBroken(error, limitMs) })
      }
    }
  }

  async function parseStart({ mailData, ...job }: ParseJob & { broken: StoredFinding }): Promise<ParsedMessage> {
    const start = mailData.slice(0, HEADER_OCTETS)
    for (;;) {
      try {
        return await worker.run({ ...job, mailData: start }, timeLimitMs)
      } catch (error) {
        if (!(error instanceof JobLost)) return envelopeMessage(job.envelope, job.broken)
      }
    }
  }

  return { parse, close: () => worker.close() }
}

function whyBroken(error: unknown, limitMs: number): StoredFinding {
  if (error instanceof JobTimeout)
    return finding('parser-timeout', `Parsing took longer than ${Math.round(limitMs)} ms and was stopped`)
  const reason = error instanceof Error ? error.message : String(error)
  return finding('parser-failed', `The parser gave up: ${reason}`)
}

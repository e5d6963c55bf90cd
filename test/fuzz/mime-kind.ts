/** Broken mails, made from good ones, read as the program reads them; some are sent through the running server. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { JobTimeout } from '../../server/mail/job-worker.ts'
import { mixedCorpus } from '../bench/mixed-corpus.ts'
import type { RunningApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { generatedMail } from '../mail/generate-mail.ts'
import type { Kind } from './kind.ts'
import { createMutate } from './mutate.ts'
import type { Reader } from './reader.ts'
import type { Target } from './target.ts'

export interface MailCase {
  /** As latin1 text. */
  mailData: string
  isSent: boolean
}

const SENT_EVERY = 50
const GENERATED = 300
/** The same mails whatever the seed of a run, so that a case's own seed is enough to make it. */
const CORPUS_SEED = 9
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url))

export function mimeKind(target: Target, reader: Reader): Kind<MailCase> {
  const mails = seedMails()
  return {
    name: 'mime',
    make({ random, pick }, number) {
      const mailData = createMutate(random, mails)(pick(mails)).toString('latin1')
      return { mailData, isSent: number % SENT_EVERY === 0 }
    },
    async run({ mailData, isSent }) {
      const octets = Buffer.from(mailData, 'latin1')
      const { extract } = await readPatiently(reader, octets)
      if (extract === 'timeout') {
        const file = join(tmpdir(), `mailmitt-fuzz-slow-${process.pid}.eml`)
        writeFileSync(file, octets)
        console.log(`looking for codes and links took too long: ${file}`)
      }
      if (isSent) await sendThrough(target.app(), octets)
    },
    // A mail that takes seconds takes hours to make small: its octets are kept.
    smaller: () => [],
  }
}

/** A busy machine is no fault: what is too slow is so each time. */
async function readPatiently(reader: Reader, mailData: Buffer, tries = 3): ReturnType<Reader['read']> {
  try {
    return await reader.read(mailData)
  } catch (error) {
    if (tries <= 1 || !isTimeout(error)) throw error
    return readPatiently(reader, mailData, tries - 1)
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error instanceof JobTimeout || isTimeout(error.cause))
}

function seedMails(): Buffer[] {
  const fixtures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'))
  return [
    ...fixtures.sort().map((name) => readFileSync(join(FIXTURES, name))),
    ...fc.sample(generatedMail, { seed: CORPUS_SEED, numRuns: GENERATED }).map(({ mailData }) => mailData),
    // Dots and the end of mail data are of SMTP.
    ...mixedCorpus(10, CORPUS_SEED).map((sent) =>
      Buffer.from(sent.toString('latin1').slice(0, -3).replaceAll('\r\n..', '\r\n.'), 'latin1'),
    ),
  ]
}

/** Through SMTP and back. @throws when the server loses an octet, gives up parsing or stops answering */
async function sendThrough(app: RunningApp, mailData: Buffer): Promise<void> {
  const whole = mailData.subarray(-2).toString('latin1') === '\r\n' ? mailData : Buffer.concat([mailData, Buffer.from('\r\n')])
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  smtp.write(Buffer.from(whole.toString('latin1').replace(/^\.|(?<=\r\n)\./g, '..'), 'latin1'))
  const id = queuedId(await smtp.say('.'))
  const raw = await app.client.raw(id)
  if (!whole.equals(raw)) throw new Error(`sent: ${raw.length} octets are kept of ${whole.length}, or others`)
  const { findings } = await app.client.get(id)
  const given = findings.find(({ rule }) => rule.startsWith('parser-'))
  if (given) throw new Error(`sent: ${given.detail}`)
  await app.client.delete({ ids: [id] })
}

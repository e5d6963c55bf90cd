/**
 * `npm run fuzz -- [--minutes 10] [--seed N] [--file mail.eml]`: broken mails, made from good ones, read as the program reads
 * them; every 50th is sent through a running server. On a fault it keeps the octets and says how to read them again.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { mixedCorpus } from '../bench/mixed-corpus.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { createRandom } from '../harness/random.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { generatedMail } from '../mail/generate-mail.ts'
import { createMutate } from './mutate.ts'
import { createReader, type Reader } from './reader.ts'

const SENT_EVERY = 50
const GENERATED = 300
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url))

const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' }, file: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const minutes = Number(values.minutes ?? 10)
if (!(Number.isSafeInteger(seed) && minutes > 0)) throw new Error('--seed is an integer, --minutes a number above zero')

await using reader = createReader()
await using app = await startApp()
if (values.file === undefined) await fuzz(reader, app)
else {
  const mailData = readFileSync(values.file)
  console.log(await reader.read(mailData))
  await send(app, mailData)
  console.log('no fault')
}

async function fuzz(reader: Reader, app: RunningApp): Promise<void> {
  const seeds = seedMails()
  const random = createRandom(seed)
  const mutate = createMutate(random, seeds)
  const counts = { mails: 0, octets: 0, sent: 0, extractTimeouts: 0 }
  let slowest = { tookMs: 0, octets: 0, mail: 0 }
  console.log(`seed ${seed}, ${seeds.length} mails to start from, ${minutes} minutes`)
  // Not to count loading the threads.
  await reader.read(seeds[0] as Buffer)
  const begun = performance.now()
  while (performance.now() - begun < minutes * 60_000) {
    const mailData = mutate(seeds[Math.floor(random() * seeds.length)] as Buffer)
    const started = performance.now()
    try {
      const { extract } = await reader.read(mailData)
      const tookMs = performance.now() - started
      if (tookMs > slowest.tookMs) slowest = { tookMs, octets: mailData.length, mail: counts.mails }
      if (extract === 'timeout') {
        counts.extractTimeouts++
        console.log(`looking for codes and links took too long: ${keep(mailData, `slow-${counts.mails}`)}`)
      }
      if (counts.mails % SENT_EVERY === 0) {
        await send(app, mailData)
        counts.sent++
      }
    } catch (error) {
      console.log(`mail ${counts.mails}:`, error, `\nnpm run fuzz -- --file ${keep(mailData, String(counts.mails))}`)
      process.exitCode = 1
      break
    }
    counts.mails++
    counts.octets += mailData.length
  }
  const seconds = (performance.now() - begun) / 1000
  console.log(`${JSON.stringify(counts)}, ${(counts.mails / seconds).toFixed(1)} mails/s`)
  console.log(`slowest: mail ${slowest.mail} of ${slowest.octets} octets, ${Math.round(slowest.tookMs)} ms`)
}

function seedMails(): Buffer[] {
  const fixtures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'))
  return [
    ...fixtures.sort().map((name) => readFileSync(join(FIXTURES, name))),
    ...fc.sample(generatedMail, { seed, numRuns: GENERATED }).map(({ mailData }) => mailData),
    // Dots and the end of mail data are of SMTP.
    ...mixedCorpus(10, seed).map((sent) =>
      Buffer.from(sent.toString('latin1').slice(0, -3).replaceAll('\r\n..', '\r\n.'), 'latin1'),
    ),
  ]
}

/** Through SMTP and back. @throws when the server loses an octet, gives up parsing or stops answering */
async function send(app: RunningApp, mailData: Buffer): Promise<void> {
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

/** @returns the file with its octets */
function keep(mailData: Buffer, name: string): string {
  const file = join(tmpdir(), `mailmitt-fuzz-${seed}-${name}.eml`)
  writeFileSync(file, mailData)
  return file
}

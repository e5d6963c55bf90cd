/**
 * `npm run fuzz -- [--minutes 10] [--seed N] [--only smtp,http]`: hostile input of every kind for a running server. The kinds
 * take turns. On a fault the smallest case that still shows it is kept, and how to run it again is said: `--file case.json`,
 * or `--file mail.eml` for a mail.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ApiDocument } from '../harness/document.ts'
import { send } from '../harness/http.ts'
import { commandKind } from './command-kind.ts'
import { createDice, seedOf } from './dice.ts'
import { httpKind } from './http-kind.ts'
import { imapKind } from './imap-kind.ts'
import { type Kind, shrink, signatureOf } from './kind.ts'
import { mimeKind } from './mime-kind.ts'
import { pop3Kind } from './pop3-kind.ts'
import { createReader } from './reader.ts'
import { searchKind } from './search-kind.ts'
import { settingsKind } from './settings-kind.ts'
import { smtpKind } from './smtp-kind.ts'
import { streamKind } from './stream-kind.ts'
import { startTarget, type Target } from './target.ts'

/** How long a kind has its turn. */
const TURN_MS = 2000
const MEMORY_EVERY_MS = 60_000
const MAX_FAULTS = 30

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' }, file: { type: 'string' } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const minutes = Number(values.minutes ?? 10)
if (!(Number.isSafeInteger(seed) && minutes > 0)) throw new Error('--seed is an integer, --minutes a number above zero')

let ownFaults = 0
for (const event of ['unhandledRejection', 'uncaughtException'])
  process.on(event, (error) => {
    ownFaults++
    console.log(`${event} in the fuzzer itself:`, error)
  })

await using target = await startTarget()
await using reader = createReader()
const document = (await send(`${target.app().url}/api/openapi.json`)).json() as ApiDocument
const all = [
  ...[
    mimeKind(target, reader),
    smtpKind(target),
    searchKind(target),
    httpKind(target, document),
    streamKind(target),
    pop3Kind(target),
    imapKind(target),
  ],
  ...[settingsKind(), commandKind(target)],
] as Kind[]
if (values.file === undefined) await fuzz(chosen(values.only))
else await runAgain(values.file)

function chosen(only: string | undefined): Kind[] {
  const names = only?.split(',') ?? all.map(({ name }) => name)
  return names.map((name) => {
    const kind = all.find((known) => known.name === name)
    if (!kind) throw new Error(`--only: ${name} is none of ${all.map((known) => known.name).join()}`)
    return kind
  })
}

async function runAgain(file: string): Promise<void> {
  const kept = file.endsWith('.eml')
    ? { kind: 'mime', case: { mailData: readFileSync(file, 'latin1'), isSent: true } }
    : (JSON.parse(readFileSync(file, 'utf8')) as { kind: string; case: unknown })
  const kind = checked(chosen(kept.kind)[0] as Kind, target)
  await kind.run(kept.case)
  console.log('no fault')
}

/** Each case ends with a look at the server. */
function checked(kind: Kind, { check }: Target): Kind {
  return {
    ...kind,
    async run(made) {
      await kind.run(made)
      await check()
    },
  }
}

async function fuzz(kinds: Kind[]): Promise<void> {
  const turns = kinds.map((kind) => ({ kind: checked(kind, target), cases: 0, ms: 0, slowestMs: 0, slowest: 0 }))
  const faults = new Map<string, number>()
  console.log(`seed ${seed}, ${minutes} minutes of ${kinds.map(({ name }) => name).join()}`)
  const begun = performance.now()
  const elapsed = () => performance.now() - begun
  let memoryAt = 0
  while (elapsed() < minutes * 60_000 && faults.size < MAX_FAULTS)
    for (const turn of turns) {
      const { kind } = turn
      const turnBegun = performance.now()
      do {
        if (elapsed() >= memoryAt) {
          await tellMemory(`${Math.round(elapsed() / 60_000)} min`)
          memoryAt += MEMORY_EVERY_MS
        }
        const number = turn.cases++
        const made = kind.make(createDice(seedOf(seed, kind.name, number)), number)
        const started = performance.now()
        try {
          await kind.run(made)
        } catch (error) {
          process.exitCode = 1
          const { message, stack } = error as Error
          const signature = signatureOf(kind, error)
          const times = faults.get(signature) ?? 0
          faults.set(signature, times + 1)
          console.log(`FAULT ${kind.name} ${number}: ${message}`)
          const isWell = target.check().then(
            () => true,
            () => false,
          )
          if (!(await isWell)) await target.restart()
          if (times === 0) {
            console.log(stack?.split('\n').slice(1, 6).join('\n'))
            await keep(kind, number, made, signature)
          }
        }
        const tookMs = performance.now() - started
        turn.ms += tookMs
        if (tookMs > turn.slowestMs) Object.assign(turn, { slowestMs: tookMs, slowest: number })
      } while (performance.now() - turnBegun < TURN_MS && elapsed() < minutes * 60_000 && faults.size < MAX_FAULTS)
    }
  await tellMemory('end')
  for (const { kind, cases, ms, slowest, slowestMs } of turns)
    console.log(
      `${kind.name}: ${cases} cases in ${Math.round(ms / 1000)} s; the slowest, ${slowest}, took ${Math.round(slowestMs)} ms`,
    )
  const { crashes, unhandled, loggedErrors } = target.counts
  console.log(
    `seed ${seed}: ${turns.reduce((sum, { cases }) => sum + cases, 0)} cases in ${(elapsed() / 60_000).toFixed(1)} minutes, ${faults.size} faults (${[...faults.values()].reduce((sum, times) => sum + times, 0)} cases), ` +
      `${crashes} crashes of the server, ${unhandled} unhandled rejections or exceptions, ${loggedErrors} logged errors, ${ownFaults} in the fuzzer itself`,
  )
}

async function keep(kind: Kind, number: number, made: unknown, signature: string): Promise<void> {
  // A fault that is met once more, to make its case smaller, is no other.
  const counts = { ...target.counts }
  const smallest = await shrink(
    {
      ...kind,
      async run(candidate) {
        try {
          await kind.run(candidate)
        } catch (error) {
          await target.check().catch(() => target.restart())
          throw error
        }
      },
    },
    made,
    signature,
  )
  Object.assign(target.counts, counts)
  const file = join(tmpdir(), `mailmitt-fuzz-${seed}-${kind.name}-${number}.json`)
  writeFileSync(file, JSON.stringify({ kind: kind.name, case: smallest }))
  const shown = JSON.stringify(smallest)
  console.log(`smallest: ${shown.length > 1500 ? `${shown.slice(0, 1500)}…` : shown}\nnpm run fuzz -- --file ${file}`)
}

async function tellMemory(when: string): Promise<void> {
  const { rssMegabytes, heapMegabytes } = await target.memory()
  const own = process.memoryUsage().rss / 1024 ** 2
  console.log(
    `${when}: server ${rssMegabytes.toFixed(0)} MB resident, ${heapMegabytes.toFixed(1)} MB heap; fuzzer ${own.toFixed(0)} MB`,
  )
}

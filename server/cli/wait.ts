/** `mailmitt wait` and `mailmitt mark`: what a shell script knows of a mail, and where it began to look. */
import type { Client, WaitExtract } from '../../shared/client/client.ts'
import { printCriteria } from '../../shared/client/criteria.ts'
import { toMs } from '../../shared/client/wait.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import { now } from '../clock.ts'
import { ask, Misuse, parseZone } from './ask.ts'
import { harmless, harmlessJson } from './harmless.ts'
import { messageRow } from './list.ts'
import { localZone, type Paint, print } from './print.ts'
import type { Remote } from './remote.ts'

const INTERRUPTED = 130

export interface WaitCommand {
  remote: Remote
  flags: ReadonlyMap<string, string>
  /** All values of each. */
  values: ReadonlyMap<string, readonly string[]>
  isJson: boolean
  paint: Paint
}

/** @returns the exit code: 1 when it does not come */
export function waitForMail({ remote, flags, values, isJson, paint }: WaitCommand): Promise<number> {
  endOnInterrupt()
  return ask(remote, async (client) => {
    for (const [name, given] of values)
      if (name !== 'json' && given.some((value) => value.trim() === ''))
        throw new Misuse(`--${name} is empty; is a variable not set?`)
    const zone = parseZone(flags.get('tz'), localZone)
    const wanted = { mailbox: flags.get('mailbox'), since: flags.get('since'), tz: zone, quiet: parseTime(flags, 'quiet') }
    const [q, count, extract] = [writeSearch(flags.get('q'), values, zone), parseCount(flags.get('count')), flags.get('extract')]
    if (count === 0) {
      for (const name of ['extract', 'timeout'])
        if (flags.has(name)) throw new Misuse(`--count 0 takes --quiet, how long nothing may come, and no --${name}`)
      await client.expectNone(q, wanted)
      return 0
    }
    const answer = await client.wait(q, {
      ...{ ...wanted, count, timeout: parseTime(flags, 'timeout') },
      // The server says which there are.
      extract: extract as WaitExtract | undefined,
    })
    const value = extract === undefined || isJson ? undefined : (answer.code ?? answer.link)
    if (value !== undefined) await print(`${harmless(value)}\n`)
    else
      for (const message of answer.messages) await print(`${isJson ? harmlessJson(message) : messageRow(message, zone, paint)}\n`)
    return 0
  })
}

/** @returns the exit code */
export function printMark(remote: Remote): Promise<number> {
  return ask(remote, async (client: Client) => {
    await print(`${harmless(await client.mark())}\n`)
    return 0
  })
}

/** All that was asked for, as one search. */
function writeSearch(q: string | undefined, values: WaitCommand['values'], timeZone: string): string {
  const criteria = ['to', 'from', 'subject'].filter((name) => values.has(name)).map((name) => [name, values.get(name)])
  const printed = printCriteria(Object.fromEntries(criteria))
  if (q === undefined) return printed
  // OR binds less than what stands beside it.
  const isChoice = parseQuery(q, { now: now(), timeZone }).query.type === 'or'
  return [printed, isChoice && printed !== '' ? `(${q})` : q].filter((part) => part !== '').join(' ')
}

function parseCount(text = '1'): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Misuse(`--count takes a whole number, not ${text}`)
}

/** A number alone is seconds, as in `sleep`. */
function parseTime(flags: WaitCommand['flags'], name: string): number | undefined {
  const text = flags.get(name)
  if (text === undefined) return undefined
  try {
    return toMs(/^\d+$/.test(text) ? `${text}s` : text)
  } catch (error) {
    throw new Misuse(`--${name}: ${(error as Error).message}`, { cause: error })
  }
}

/** It dies of the signal, as a shell wants it that is to end its script too; the first process of a container would ignore that. */
function endOnInterrupt(): void {
  process.once('SIGINT', () => {
    process.kill(process.pid, 'SIGINT')
    process.exit(INTERRUPTED)
  })
}

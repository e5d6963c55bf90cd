/** Regular expressions that people write into tag rules, run on mail that anybody sends: each run ends in time. */
import { createContext, runInContext } from 'node:vm'
import { threadCpuMs } from '../clock.ts'

/** Places in one mail where a pattern is taken to match. */
const MAX_MATCHES = 20
const FLAGS = 'giu'
/** When it was not its own fault that it was stopped. */
const MAX_TRIES = 3
const FIND =
  'Array.from({ *[Symbol.iterator]() { let n = 0; for (const m of text.matchAll(new RegExp(expression, flags))) { if (n++ >= most) return; yield m } } })'

/** Tells which groups there are. */
const MATCH_NOTHING = "new RegExp(expression, flags).exec('')"
const COMPILE_MS = 500

export class PatternStopped extends Error {
  override readonly name = 'PatternStopped'
}

/** Kept, since making one takes longer than a run. */
let context: ReturnType<typeof createContext> | undefined

/** Only the engine's own code runs in there: a limit is what node:vm is for, as a pattern cannot be interrupted otherwise. */
function runWith(values: Record<string, unknown>, script: string, limitMs: number): unknown {
  context ??= createContext({})
  Object.assign(context, values)
  return runInContext(script, context, { timeout: Math.ceil(limitMs) })
}

/**
 * @param template `$1` and `$<name>` stand for groups
 * @returns the template filled in for each place, empty where all groups in it were
 * @throws {PatternStopped} when it takes too long
 */
export function runPattern(expression: string, text: string, template: string, limitMs: number): string[] {
  if (limitMs < 1) throw new PatternStopped('was not tried: those before it took too long')
  const values = { expression, flags: FLAGS, text, most: MAX_MATCHES }
  for (let tries = 1; ; tries++) {
    const started = threadCpuMs()
    try {
      const matches = runWith(values, FIND, limitMs) as RegExpExecArray[]
      return matches.map((match) => fill(template, match))
    } catch (error) {
      // Whatever goes wrong in there is the pattern's fault, and must not be the mail's: it is of another realm, and no Error here.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        throw new PatternStopped(`could not be run: ${String(error)}`)
      // The limit is of the clock on the wall: a machine that is busy with other things stops any pattern now and then.
      const wasStarved = started !== undefined && (threadCpuMs() ?? 0) - started < limitMs / 2
      if (!wasStarved || tries === MAX_TRIES)
        throw new PatternStopped(`took longer than ${Math.ceil(limitMs)} ms and was stopped`)
    }
  }
}

/** @returns undefined when it can be used */
export function faultOfPattern(expression: string, template: string): { message: string; isOfTag: boolean } | undefined {
  let groups: number
  let names: string[]
  try {
    const match = runWith({ expression: `${expression}|`, flags: FLAGS }, MATCH_NOTHING, COMPILE_MS) as RegExpExecArray
    groups = match.length - 1
    names = Object.keys(match.groups ?? {})
  } catch (error) {
    return { message: `The pattern cannot be used: ${String((error as Partial<Error>).message)}`, isOfTag: false }
  }
  for (const [whole, number, name] of template.matchAll(REFERENCE))
    if (number !== undefined ? Number(number) > groups : !names.includes(name ?? ''))
      return { message: `The tag names ${whole}, and the pattern has no such group`, isOfTag: true }
  return undefined
}

const REFERENCE = /\$(?:(\d{1,2})|<([^>]+)>)/g

function fill(template: string, match: RegExpExecArray): string {
  let hasGroups = false
  let hasText = false
  const filled = template.replace(REFERENCE, (_, number?: string, name?: string) => {
    const value = (number !== undefined ? match[Number(number)] : match.groups?.[name ?? '']) ?? ''
    hasGroups = true
    hasText ||= value.trim() !== ''
    return value
  })
  return hasGroups && !hasText ? '' : filled
}

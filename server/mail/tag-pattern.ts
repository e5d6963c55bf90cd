/** Regular expressions that people write into tag rules, run on mail that anybody sends: each run ends in time. */
import { createContext, runInContext } from 'node:vm'

/** Places in one mail where a pattern is taken to match. */
const MAX_MATCHES = 20
const FLAGS = 'giu'

export class PatternStopped extends Error {
  override readonly name = 'PatternStopped'
}

/** Kept, since making one takes longer than a run. */
let context: ReturnType<typeof createContext> | undefined

/**
 * @param template `$1` and `$<name>` stand for groups
 * @returns the template filled in for each place, empty where all groups in it were
 * @throws {PatternStopped} when it takes too long
 */
export function runPattern(expression: string, text: string, template: string, limitMs: number): string[] {
  if (limitMs < 1) throw new PatternStopped('was not tried: those before it took too long')
  context ??= createContext({})
  // Only the engine's own code runs in there: a limit is what node:vm is for, as a pattern cannot be interrupted otherwise.
  Object.assign(context, { expression, flags: FLAGS, text, most: MAX_MATCHES })
  let matches: RegExpExecArray[]
  try {
    matches = runInContext(
      'Array.from({ *[Symbol.iterator]() { let n = 0; for (const m of text.matchAll(new RegExp(expression, flags))) { if (n++ >= most) return; yield m } } })',
      context,
      { timeout: Math.ceil(limitMs) },
    ) as RegExpExecArray[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new PatternStopped(`took longer than ${Math.ceil(limitMs)} ms and was stopped`)
    throw error
  }
  return matches.map((match) => fill(template, match))
}

/** @returns a sentence; undefined when it can be used */
export function faultOfPattern(expression: string, template: string): string | undefined {
  let groups: number
  let names: string[]
  try {
    const match = new RegExp(`${expression}|`, FLAGS).exec('')
    groups = (match?.length ?? 1) - 1
    names = Object.keys(match?.groups ?? {})
  } catch (error) {
    return (error as Error).message
  }
  for (const [whole, number, name] of template.matchAll(REFERENCE))
    if (number !== undefined ? Number(number) > groups : !names.includes(name ?? ''))
      return `the tag names ${whole}, and the pattern has no such group`
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

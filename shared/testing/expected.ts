/** What an assertion asks for. What could pass as "anything" by mistake, `undefined`, an empty text, a mistyped name, is an error. */
import { contains } from '../client/mail.ts'

export type Text = string | RegExp

/**
 * The first argument, where it may be left out: nothing that is given is a mistake, and not the same.
 * @throws {TypeError}
 */
export function optional<T>(args: readonly [T?, ...unknown[]], matcher: string, what: string): T | undefined {
  const [value] = args
  if (args.length > 0 && (value === undefined || value === null || value === ''))
    throw new TypeError(`${matcher} was given ${value === '' ? 'an empty text' : value} as ${what}`)
  return value
}

/** @throws {TypeError} */
export function checkText(value: unknown, matcher: string, what: string): void {
  if (value instanceof RegExp || (typeof value === 'string' && value !== '')) return
  throw new TypeError(`${matcher} takes text or a RegExp as ${what}; this is ${value === '' ? 'empty' : typeof value}`)
}

/** @throws {TypeError} */
export function checkCriteria(criteria: object, names: readonly string[], matcher: string): void {
  const entries = Object.entries(criteria)
  if (entries.length === 0) throw new TypeError(`${matcher} was given no criterion; there are ${names.join(', ')}`)
  for (const [name, value] of entries) {
    if (!names.includes(name)) throw new TypeError(`${matcher} knows no “${name}”; there are ${names.join(', ')}`)
    checkText(value, matcher, name)
  }
}

export function isSame(text: string, expected: Text): boolean {
  return typeof expected === 'string' ? text === expected : contains(text, expected)
}

export function tellText(text: Text): string {
  return typeof text === 'string' ? `“${text}”` : String(text)
}

export function tellCriteria(criteria: object): string {
  return Object.entries(criteria)
    .map(([name, value]) => `${name} ${tellText(value as Text)}`)
    .join(' and ')
}

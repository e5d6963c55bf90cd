/** What an assertion is about. Anything else is an error in a sentence, however it is negated: nothing wrong passes. */
import type { Client, Mail } from '../client/client.ts'

/** @throws {TypeError} */
export function mailOf(received: unknown, matcher: string): Mail {
  if (isRecord(received) && typeof received.link === 'function' && typeof received.attachment === 'function')
    return received as unknown as Mail
  throw new TypeError(`${matcher} looks into a mail, as waitFor, get and latest give it; this is ${tell(received)}`)
}

/** @throws {TypeError} */
export function clientOf(received: unknown, matcher: string): Client {
  if (isRecord(received) && typeof received.waitForAll === 'function' && typeof received.expectNone === 'function')
    return received as unknown as Client
  throw new TypeError(`${matcher} asks a client, or client.mailbox(name); this is ${tell(received)}`)
}

function tell(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}: take one of them`
  if (!isRecord(value)) return value === null ? 'null' : typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
  if (typeof value.then === 'function') return 'a promise: await it'
  if (isRecord(value.client)) return 'a server: take its client'
  if (typeof value.waitFor === 'function') return 'a client'
  if ('subject' in value) return `a copy, or an entry of a list: get(${JSON.stringify(value.id)}) gives the mail`
  return 'something else'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

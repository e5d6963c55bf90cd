/** The running Mailmitt that a command talks to. */
import tls from 'node:tls'
import { type Client, createClient, MailmittError } from '../../shared/client/client.ts'
import { findRunning, urlOf } from './running.ts'

const DEFAULT_URL = 'http://127.0.0.1:8025'

/** Where a command finds Mailmitt, and what it presents there. */
export interface Remote {
  /** Of `--url` or MAILMITT_URL. */
  url: string | undefined
  /** Of MAILMITT_TOKEN. */
  token: string | undefined
}

/**
 * @param url as asked; else the newest Mailmitt of this user
 * @throws {Error} for a text that is no address of HTTP
 */
export function connect({ url, token }: Remote): Client {
  const running = url === undefined || url.startsWith('https:') ? findRunning() : []
  const baseUrl = url ?? (running[0] ? urlOf(running[0]) : DEFAULT_URL)
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol))
    throw new Error(`${withoutPassword(baseUrl)} is no address; give one like ${DEFAULT_URL} with --url`)
  trust(running.flatMap(({ ca }) => ca ?? []))
  return createClient({ baseUrl, token })
}

/** What is wrong may be the rest of it. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, '//')
}

/** The CAs of those that run here; a Node before 22.19 needs NODE_EXTRA_CA_CERTS for that. */
function trust(authorities: string[]): void {
  if (authorities.length > 0) tls.setDefaultCACertificates?.([...tls.getCACertificates('default'), ...authorities])
}

/** What went wrong in a call, as a sentence. */
export function explainFailure(error: unknown, { baseUrl }: Client): string {
  if (error instanceof MailmittError) return error.message
  const { message, cause } = error as Error
  // What fetch throws when there is nobody.
  if (error instanceof TypeError && cause instanceof Error) return `${baseUrl} does not answer: ${cause.message || message}`
  return message
}

/** The running Mailmitt that a command talks to. */
import { type Client, createClient, MailmittError } from '../../shared/client/client.ts'
import { formatAddress, reachable } from '../listener.ts'
import { findRunning } from './running.ts'

const DEFAULT_URL = 'http://127.0.0.1:8025'

/**
 * @param url as asked; else the newest Mailmitt of this user
 * @throws {Error} for a text that is no address of HTTP
 */
export function connect(url: string | undefined): Client {
  const [running] = url === undefined ? findRunning() : []
  const baseUrl = url ?? (running ? `http://${formatAddress(reachable(running))}` : DEFAULT_URL)
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol))
    throw new Error(`${baseUrl} is no address; give one like ${DEFAULT_URL} with --url`)
  return createClient({ baseUrl })
}

/** What went wrong in a call, as a sentence. */
export function explainFailure(error: unknown, { baseUrl }: Client): string {
  if (error instanceof MailmittError) return error.message
  const { message, cause } = error as Error
  // What fetch throws when there is nobody.
  if (error instanceof TypeError && cause instanceof Error) return `${baseUrl} does not answer: ${cause.message || message}`
  return message
}

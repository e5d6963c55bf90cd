/** Where the SMTP of a Mailmitt listens, as seen from here. */
import type { SendmailOptions } from '../../config/sendmail-options.ts'
import { type HostPort, parseHostPort } from '../../config/values.ts'
import { reachable } from '../../listener.ts'
import { connect, explainFailure, type Remote } from '../remote.ts'
import { EXIT, Undelivered } from './submit.ts'

export interface SendmailSurroundings {
  /** Of MAILMITT_SMTP. */
  smtp: string | undefined
  /** Of MAILMITT_URL. */
  url: string | undefined
  /** Of MAILMITT_TOKEN. */
  token: string | undefined
}

/** @throws {Undelivered} */
export async function findSmtp(options: SendmailOptions, surroundings: SendmailSurroundings): Promise<HostPort> {
  // What is said to the command goes before what is said to all.
  const smtp = options.smtp ?? (options.url === undefined ? surroundings.smtp : undefined)
  try {
    if (smtp !== undefined) return reachable(parseHostPort(smtp))
  } catch (error) {
    throw new Undelivered(`--smtp, MAILMITT_SMTP: ${(error as Error).message}`, EXIT.usage, { cause: error })
  }
  return askForSmtp({ url: options.url ?? surroundings.url, token: surroundings.token })
}

async function askForSmtp(remote: Remote): Promise<HostPort> {
  let client: ReturnType<typeof connect>
  try {
    client = connect(remote)
  } catch (error) {
    throw new Undelivered((error as Error).message, EXIT.usage, { cause: error })
  }
  const { listeners } = await client.info().catch((error: unknown) => {
    throw new Undelivered(explainFailure(error, client), EXIT.unavailable, { cause: error })
  })
  const listener = listeners.find(({ protocol }) => protocol === 'smtp')
  if (!listener) throw new Undelivered(`${client.baseUrl} takes no mail by SMTP`, EXIT.unavailable)
  const { host, port } = listener
  // On any address, and so on that at which HTTP was reached.
  const isAny = reachable(listener).host !== host
  return { host: isAny ? new URL(client.baseUrl).hostname.replace(/^\[|\]$/g, '') : host, port }
}

/** What a fixture hands to one test: a client that sees what came since the test began. */
import { type AddressOptions, type Client, createClient, MailmittError, type Scope, type WaitOptions } from '../client/client.ts'

/** A running Mailmitt. An embedded server is one. */
export interface Server {
  /** Of the web app and the API. */
  url: string
  /** For the settings of the app that sends. */
  smtp: { host: string; port: number }
}

export interface MailsOptions {
  url: string
  mailbox: string
  /** Of the test; nothing when it has all the time there is. */
  testTimeoutMs: number
}

export interface TestMails {
  client: Client
  mailbox: string
  startedAt: Date
  /** Those that the test was given. */
  addresses: readonly string[]
}

const DEFAULT_URL = 'http://127.0.0.1:8025'
const MAX_LISTED = 500

/** The variable of the command line. */
export function urlFromEnvironment(): string {
  return process.env.MAILMITT_URL || DEFAULT_URL
}

/** That of the command line, too. */
function tokenFromEnvironment(): string | undefined {
  return process.env.MAILMITT_TOKEN || undefined
}

/** What a server that runs elsewhere says of itself. */
export async function findServer(url: string): Promise<Server> {
  const client = createClient({ baseUrl: url, token: tokenFromEnvironment() })
  // Without a password.
  const shown = client.baseUrl.replace(/\/$/, '')
  const { listeners } = await client.info().catch((cause: unknown) => {
    if (cause instanceof MailmittError) throw cause
    throw new Error(`No Mailmitt answers at ${shown}; start one there, or say where it is with MAILMITT_URL`, { cause })
  })
  const port = listeners.find(({ protocol }) => protocol === 'smtp')?.port
  if (port === undefined) throw new Error(`The Mailmitt at ${shown} does not listen for SMTP`)
  // As seen from here: what it listens on may be all addresses of a container.
  return { url, smtp: { host: new URL(url).hostname.replace(/^\[|\]$/g, ''), port } }
}

/** Takes the mark: waits, lists and searches of the client begin there unless they say where. */
export async function openMails({ url, mailbox, testTimeoutMs }: MailsOptions): Promise<TestMails> {
  const addresses: string[] = []
  // A wait that outlives its test cannot say why nothing came.
  const timeout = testTimeoutMs > 0 ? Math.min(testTimeoutMs * 0.8, 30_000) : 30_000
  const startedAt = new Date()
  const everywhere = createClient({ baseUrl: url, token: tokenFromEnvironment() })
  const mark = await everywhere.mark()

  /** Of the two arguments of a wait: criteria, which may have options among them, and options. */
  function inTest<T extends WaitOptions>(wanted: WaitOptions | string = {}, options?: T): T & WaitOptions {
    const given = { ...(typeof wanted === 'object' && wanted), ...options }
    return { ...(options as T), since: given.since ?? mark, timeout: given.timeout ?? timeout }
  }

  function within(name: string): Client {
    const client = everywhere.mailbox(name)
    return {
      ...client,
      mailbox: within,
      address(options?: AddressOptions) {
        const address = client.address(options)
        addresses.push(address)
        return address
      },
      list: (query = {}, options) => client.list(query.before ? query : { after: mark, ...query }, options),
      search: (criteria, query = {}, options) =>
        client.search(criteria, query.before ? query : { after: mark, ...query }, options),
      async latest(scope: Scope = {}, options) {
        const { messages } = await client.list({ ...scope, after: mark, limit: MAX_LISTED }, options)
        const [newest] = messages
        if (!newest) throw new Error(`No such mail has come to the mailbox “${scope.mailbox ?? name}” since the test began`)
        return everywhere.get(newest.id, options)
      },
      waitFor: (wanted, options) => client.waitFor(wanted, inTest(wanted, options)),
      waitForAll: (wanted, options) => client.waitForAll(wanted, inTest(wanted, options)),
      expectNone: (wanted, options) => client.expectNone(wanted, inTest(wanted, options)),
    }
  }
  return { client: within(mailbox), mailbox, startedAt, addresses }
}

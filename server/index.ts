/** `import { startMailmitt } from 'mailmitt'`: the whole server inside a program, as often as it likes. Installs nothing process-wide. */
/// <reference lib="esnext.disposable" preserve="true" />
import { type Client, createClient } from '../shared/client/client.ts'
import { configOf, type Options } from './config/options.ts'

export type { Client } from '../shared/client/client.ts'

export interface StartOptions extends Options {
  /** Where the log goes, a line of JSON at a time; nowhere unless told. `process.stderr` is one. */
  log?: LogTarget | undefined
}

export interface LogTarget {
  write: (line: string) => unknown
}

interface HostPort {
  host: string
  port: number
}

export interface Mailmitt extends AsyncDisposable {
  /** For the settings of the app that sends. */
  smtp: HostPort
  /** Of SMTP that is TLS from the first octet; absent without `tls`. */
  smtps: HostPort | undefined
  /** Of IMAP and POP3, each absent unless `imap` or `pop3` says where; the secure ones also without `tls`. */
  imap: HostPort | undefined
  imaps: HostPort | undefined
  pop3: HostPort | undefined
  pop3s: HostPort | undefined
  /** Of the web app and the API. */
  url: string
  /** PEM of the CA that signed its certificate, for clients to trust; absent without `tls` or `https`, and with `tlsCert`. */
  ca: string | undefined
  /** That of `mailmitt/client`, for this server. */
  client: Client
  /** Lets mail that is under way arrive, then ends all of it; a private database is gone then. May be called again. */
  close: () => Promise<void>
}

const OLDEST_NODE = [22, 15] as const

/**
 * Starts a server of its own: on free ports, with a private database in memory, unless `options` say otherwise.
 *
 * @throws with one line for each option that cannot be used, or when a port or the database cannot be had; nothing is left open then
 */
export async function startMailmitt({ log: target, ...options }: StartOptions = {}): Promise<Mailmitt> {
  checkNode()
  const config = configOf(options)
  // Loaded with the first server: whoever imports this for its types or for later pays nothing.
  const [{ startApp }, { createLogTo }, { formatAddress, reachable }] = await Promise.all([
    import('./app.ts'),
    import('./log.ts'),
    import('./listener.ts'),
  ])
  const app = await startApp({ config, log: createLogTo(target, config['log-level']) })
  const url = `${app.isHttps ? 'https' : 'http'}://${formatAddress(reachable(app.http))}`
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= app.stop()
    return closing
  }
  const { smtps, imap, imaps, pop3, pop3s } = app
  return {
    ...{ smtp: reachable(app.smtp), smtps: smtps && reachable(smtps), url, ca: app.ca },
    ...{ imap: imap && reachable(imap), imaps: imaps && reachable(imaps) },
    ...{ pop3: pop3 && reachable(pop3), pop3s: pop3s && reachable(pop3s) },
    ...{ client: createClient({ baseUrl: url, token: app.token }), close, [Symbol.asyncDispose]: close },
  }
}

/** An older one takes the database addon for its own and crashes without a word. */
function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST_NODE
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    throw new Error(`mailmitt needs Node ${OLDEST_NODE.join('.')} or newer, this is ${process.versions.node}`)
}

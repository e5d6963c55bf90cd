/** The composition root: the one place that knows every part, and builds each from the others. */

import { dirname, join } from 'node:path'
import { matchGlob } from '../shared/glob.ts'
import type { ServerInfo } from '../shared/model/server-info.ts'
import { createAccess, readAccess } from './access/access.ts'
import { createMailSignIn } from './access/mail-sign-in.ts'
import { version } from './assets.ts'
import { now } from './clock.ts'
import type { Config } from './config/settings.ts'
import type { LineListener } from './lines/line-listener.ts'
import { formatAddress, isLoopback, type Listener } from './listener.ts'
import type { Log } from './log.ts'
import { createAddMail } from './mail/add.ts'
import { createContentReader } from './mail/content.ts'
import { createEventHub } from './mail/event-hub.ts'
import { createExport } from './mail/export/export.ts'
import { createFacets } from './mail/facets.ts'
import { createFailedWaits } from './mail/failed-waits.ts'
import { createHolds } from './mail/holds.ts'
import { createIngest } from './mail/ingest.ts'
import type { KeepLimits, RetentionPolicy } from './mail/kept.ts'
import { createLiveViews } from './mail/live-view.ts'
import { createMailAccounts } from './mail/mail-account.ts'
import { createMessages } from './mail/messages.ts'
import { createParser } from './mail/parser.ts'
import { createRenderer } from './mail/renderer.ts'
import { startRetention } from './mail/retention.ts'
import { createRouter } from './mail/routing.ts'
import { createSessions } from './mail/sessions.ts'
import { createStorageWatch } from './mail/storage-watch.ts'
import { loadTags } from './mail/tags.ts'
import { createWaits } from './mail/wait.ts'
import type { SmtpListener } from './smtp/listener.ts'
import { createSubmit } from './smtp/submit.ts'
import { openSqliteStore } from './store/sqlite/sqlite-store.ts'
import type { Tls } from './tls/tls.ts'

export interface App {
  readonly smtp: Listener['address']
  /** Of SMTP that is TLS from the first octet. */
  readonly smtps: Listener['address'] | undefined
  /** Of those for mail clients each is absent when it is switched off. */
  readonly imap: Listener['address'] | undefined
  readonly imaps: Listener['address'] | undefined
  readonly pop3: Listener['address'] | undefined
  readonly pop3s: Listener['address'] | undefined
  readonly http: Listener['address']
  readonly isHttps: boolean
  /** PEM of the CA that clients are to trust, where it is one of this Mailmitt. */
  readonly ca: string | undefined
  /** Of this program for itself, until its end: it may do everything. */
  readonly token: string
  /** Lets running work finish, then closes the database. */
  stop(): Promise<void>
}

/**
 * @throws {ConfigError} with one line for each fault of the files that settings name
 * @throws {AppError} with one clear sentence when a port or the database cannot be had; nothing is left open then
 */
export async function startApp({ config, log }: { config: Config; log: Log }): Promise<App> {
  const startedAt = now()
  const credentials = readAccess(config)
  const opened: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const tls = await openTlsFor(config, log)
    if (tls) opened.push(async () => tls.close())
    const opening = openSqliteStore(config)
    // Loaded while the thread of the store starts: the two take about as long as each other.
    const [{ startHttpServer }, { smtpLimits, startSmtpListener }, forImap, forPop3, store] = await Promise.all([
      import('./http/server.ts'),
      import('./smtp/listener.ts'),
      config.imap && import('./imap/listener.ts'),
      config.pop3 && import('./pop3/listener.ts'),
      opening,
    ])
    opened.push(() => store.close())
    if (store.warning) log.warn(store.warning)
    const access = createAccess({ config, credentials, secret: store.secret, log })
    opened.push(async () => access.close())
    const events = createEventHub({ startedAtMs: startedAt })
    const watch = createStorageWatch({ store, events, log })
    opened.push(async () => watch.close())
    const renderer = createRenderer()
    opened.push(() => renderer.close())
    const policy = retentionPolicy(config)
    const holds = createHolds()
    opened.push(async () => holds.close())
    const retention = await startRetention({ store, events, watch, holds, policy, log })
    opened.push(() => retention.close())
    const content = createContentReader(store)
    opened.push(() => content.close())
    const allowsTagsField = config['tags-field'] === 'allow'
    const known = (await store.mailboxCounts()).map(({ name }) => name)
    const route = createRouter({ rules: config['mailbox-rules'], known, isByUserFirst: config['smtp-auth'] === 'required' })
    const ingest = createIngest({ store, parser: createParser(), route, retention, watch, events, allowsTagsField, log })
    opened.push(() => ingest.close())
    const tags = await loadTags({ store, content, ingest })
    await ingest.recover()

    const messages = createMessages({ store, content, ingest, retention, events })
    const countFacets = createFacets({ store, ingest })
    const sessionLimits = { sessions: config['max-sessions'], ageMs: config['max-session-age'] }
    const sessions = createSessions({ store, messages, events, watch, log, limits: sessionLimits })
    opened.push(() => sessions.close())
    await sessions.expire()
    const failedWaits = createFailedWaits({ store, ingest })
    const waits = failedWaits.remember(createWaits({ store, ingest, messages, sessions, retention, holds, events }))
    let smtp: SmtpListener | undefined
    let imap: LineListener | undefined
    let pop3: LineListener | undefined
    const submit = createSubmit(() => smtp)
    const addMail = createAddMail({ ingest, databaseId: store.databaseId, submit, now })
    const exportMessages = createExport({ store, ingest, messages })
    const limits = smtpLimits(config)
    const mailTls = config.tls ? tls : undefined

    const info = (onlyOf?: string): ServerInfo => ({
      version,
      startedAt: new Date(startedAt).toISOString(),
      listeners: [
        ...describe('smtp', smtp, mailTls),
        ...describe('imap', imap, mailTls),
        ...describe('pop3', pop3, mailTls),
        { protocol: 'http' as const, ...http.address, security: config.https ? ('tls' as const) : ('none' as const) },
      ],
      persistent: store.persistent,
      limits,
      ...(tls && { tls: tls.describe() }),
      smtpAuth: {
        required: config['smtp-auth'] === 'required',
        offered: config['smtp-auth'] === 'off' ? 'never' : config['smtp-auth-tls-only'] ? 'tls' : 'always',
        anyCredentials: config['smtp-users'] === undefined,
      },
      retention: {
        all: toKeepLimits(policy.all),
        mailboxes: policy.mailboxes
          .filter(({ mailboxPattern }) => onlyOf === undefined || matchGlob(mailboxPattern, onlyOf))
          .map((rule) => ({ ...rule, limits: toKeepLimits(rule.limits) })),
      },
      ...(watch.fault && { storageFault: watch.fault.message }),
      waits: onlyOf === undefined ? waits.open : 0,
      counters: onlyOf === undefined ? countersOf() : NO_COUNTERS,
    })
    const countersOf = () => ({ ...NO_COUNTERS, ...ingest.counters, ...smtp?.counters, evicted: retention.evicted })
    const checkReady = async () => {
      if (!smtp) throw new Error('SMTP does not listen yet')
      if (watch.fault) throw watch.fault
      await ingest.settled()
      await store.mailboxes()
    }
    const http = await startHttpServer({
      ...{ config, messages, countFacets, tags, sessions, waits, failedWaits, addMail, exportMessages, renderer },
      ...{ events, info, checkReady, access, tls, databaseId: store.databaseId, log },
    })
    opened.push(() => http.stop())
    // At once: each may have a client that it waits for.
    opened.push(async () => void (await Promise.all([smtp?.stop(), imap?.stop(), pop3?.stop()])))
    smtp = await startSmtpListener({ config, ingest, sessions, tls: mailTls, log })
    const views = createLiveViews({ store, ingest, events })
    const accounts = createMailAccounts({ store, messages, addMail, ingest, views })
    const forMailClients = { config, accounts, signIn: createMailSignIn({ access }), sessions, tls: mailTls, log }
    if (config.imap) imap = await forImap?.startImapListener({ ...forMailClients, address: config.imap })
    if (config.pop3) pop3 = await forPop3?.startPop3Listener({ ...forMailClients, address: config.pop3 })
    log.debug({ smtp: formatAddress(smtp.address), http: formatAddress(http.address), startMs: now() - startedAt }, 'ready')
    if (!access.isRequired) warnOfReaders({ HTTP: http, IMAP: imap, POP3: pop3 }, log)
    return {
      ...{ smtp: smtp.address, smtps: smtp.secureAddress, http: http.address },
      ...{ imap: imap?.address, imaps: imap?.secureAddress, pop3: pop3?.address, pop3s: pop3?.secureAddress },
      ...{ isHttps: config.https, ca: tls?.authority, token: access.ownToken, stop },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const NO_COUNTERS = { accepted: 0, refused: 0, aborted: 0, broken: 0, evicted: 0 }

/** The ports of a protocol of mail, for people and programs. */
function describe(
  protocol: 'smtp' | 'imap' | 'pop3',
  listener: Pick<LineListener, 'address' | 'secureAddress'> | undefined,
  tls: Tls | undefined,
): ServerInfo['listeners'] {
  if (!listener) return []
  const { address, secureAddress } = listener
  const plain = { protocol, ...address, security: tls ? ('starttls' as const) : ('none' as const) }
  return secureAddress ? [plain, { protocol: `${protocol}s` as const, ...secureAddress, security: 'tls' }] : [plain]
}

/** SMTP takes mail from anyone; these give it to anyone. */
function warnOfReaders(listeners: Record<string, Pick<Listener, 'address'> | undefined>, log: Log): void {
  const open = Object.entries(listeners).flatMap(([name, listener]) =>
    listener && !isLoopback(listener.address.host) ? { name, ...listener } : [],
  )
  if (open.length === 0) return
  const where = open.map(({ name, address }) => `${name} on ${formatAddress(address)}`).join(', ')
  const remedy = open.map(({ name, address }) => `--${name.toLowerCase()} localhost:${address.port}`).join(' ')
  log.warn(
    `Mailmitt listens beyond this machine (${where}) and asks nobody who they are: whoever reaches it reads and deletes all mail. Set --users (or --user, --tokens) to have it ask, or ${remedy} to keep it to this machine`,
  )
}

/** What it needs is loaded only where it is asked for. */
async function openTlsFor(config: Config, log: Log): Promise<Tls | undefined> {
  if (!config.tls && !config.https) return undefined
  const { openTls } = await import('./tls/tls.ts')
  const folder = config.database === ':memory:' ? undefined : join(dirname(config.database), 'mailmitt-tls')
  return openTls({ config, folder, log })
}

function retentionPolicy(config: Config): RetentionPolicy {
  return {
    all: { storageOctets: config['max-storage'], messages: config['max-messages'], ageMs: config['max-age'] },
    mailboxes: config['mailbox-limits'],
  }
}

function toKeepLimits({ storageOctets, messages, ageMs }: KeepLimits): ServerInfo['retention']['all'] {
  return {
    ...(storageOctets !== undefined && { storageOctets }),
    ...(messages !== undefined && { messages }),
    ...(ageMs !== undefined && { ageSeconds: ageMs / 1000 }),
  }
}

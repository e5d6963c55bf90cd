/** Accounts of mail clients over a store of their own, as the program puts them together, without its listeners. */
import { createLogTo } from '../../server/log.ts'
import { createAddMail } from '../../server/mail/add.ts'
import { createContentReader } from '../../server/mail/content.ts'
import { createEventHub, type SequencedEvent } from '../../server/mail/event-hub.ts'
import { createHolds } from '../../server/mail/holds.ts'
import { createIngest } from '../../server/mail/ingest.ts'
import type { RetentionPolicy } from '../../server/mail/kept.ts'
import { createLiveViews } from '../../server/mail/live-view.ts'
import { createMailAccounts } from '../../server/mail/mail-account.ts'
import { createMessages } from '../../server/mail/messages.ts'
import { createParser, type Parser } from '../../server/mail/parser.ts'
import { startRetention } from '../../server/mail/retention.ts'
import { createRouter } from '../../server/mail/routing.ts'
import { createStorageWatch } from '../../server/mail/storage-watch.ts'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'

export interface AccountsOptions {
  database?: string
  policy?: RetentionPolicy
  parser?: Parser
}

export type Accounts = Awaited<ReturnType<typeof openAccounts>>

export async function openAccounts({
  database = ':memory:',
  policy = { all: {}, mailboxes: [] },
  parser = createParser(),
}: AccountsOptions = {}) {
  const store = await openSqliteStore({ database, durability: 'none', journal: 'auto' })
  const log = createLogTo(undefined, 'info')
  const events = createEventHub({ startedAtMs: 1 })
  const told: SequencedEvent[] = []
  events.subscribe(undefined, (event) => told.push(event))
  const watch = createStorageWatch({ store, events, log })
  const holds = createHolds()
  const retention = await startRetention({ store, events, watch, holds, policy, log })
  const content = createContentReader(store)
  const route = createRouter({ rules: [], known: [] })
  const ingest = createIngest({ store, parser, route, retention, watch, events, allowsTagsField: true, log })
  await ingest.recover()
  const messages = createMessages({ store, content, ingest, retention, events })
  const addMail = createAddMail({ ingest, databaseId: store.databaseId, submit: async () => undefined, now: Date.now })
  const views = createLiveViews({ store, ingest, events })
  const open = createMailAccounts({ store, messages, addMail, ingest, views })

  /** @returns its id */
  async function deliver(to: string | readonly string[], { mailbox, text = 'x' }: { mailbox?: string; text?: string } = {}) {
    const rcptTo = typeof to === 'string' ? [to] : to
    const mailData = Buffer.from(`From: a@x.test\r\nTo: ${rcptTo.join(', ')}\r\nSubject: ${text}\r\n\r\n${text}\r\n`)
    return (await addMail.add({ mailData, rcptTo, mailbox })).id
  }

  return {
    ...{ store, ingest, events, messages, views, open, deliver, told },
    async [Symbol.asyncDispose]() {
      await ingest.close()
      await retention.close()
      await content.close()
      holds.close()
      watch.close()
      await store.close()
    },
  }
}

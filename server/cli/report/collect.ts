/** What goes into a report: which mails, which sessions, which waits. Holds ids, never the mails. */
import type { Client, FailedWaits, ListedSession, MessagePage, SessionOutcome } from '../../../shared/client/client.ts'

const PAGE = 200
/** Sessions in which something went wrong, of each kind. */
const MAX_TROUBLE = 200
const TROUBLE = ['refused', 'aborted'] as const satisfies SessionOutcome[]

export interface ReportScope {
  q: string | undefined
  tz: string
  mailbox: string | undefined
  since: string | undefined
}

export interface Chosen {
  /** In the order of arrival. */
  ids: string[]
  /** Older ones that there was no room for. */
  leftOut: number
  /** There may be more of them. */
  isAtLeast: boolean
  firstAt: string | undefined
  lastAt: string | undefined
}

/** The newest `limit` of them. */
export async function chooseMails(client: Client, scope: ReportScope, limit: number): Promise<Chosen> {
  return scope.since === undefined ? chooseNewest(client, scope, limit) : chooseLater(client, scope, limit)
}

type Listed = Pick<MessagePage['messages'][number], 'id' | 'receivedAt'>

async function chooseNewest(client: Client, { q, tz, mailbox }: ReportScope, limit: number): Promise<Chosen> {
  const found: Listed[] = []
  let page: MessagePage
  let before: string | undefined
  do {
    page = await client.list({ q, tz, mailbox, before, limit: Math.min(PAGE, limit - found.length) })
    found.push(...page.messages.map(pickListed))
    before = page.next
  } while (before !== undefined && found.length < limit)
  const leftOut = before === undefined ? 0 : Math.max(page.total - found.length, 1)
  return { ...describe(found.reverse()), leftOut, isAtLeast: leftOut > 0 && page.totalIsAtLeast === true }
}

async function chooseLater(client: Client, { q, tz, mailbox, since }: ReportScope, limit: number): Promise<Chosen> {
  let found: Listed[] = []
  let leftOut = 0
  for (let after = since; after !== undefined; ) {
    const page: MessagePage = await client.list({ q, tz, mailbox, after, limit: PAGE })
    found.push(...page.messages.map(pickListed).reverse())
    leftOut += Math.max(found.length - limit, 0)
    found = found.slice(-limit)
    after = page.next
  }
  return { ...describe(found), leftOut, isAtLeast: false }
}

function pickListed({ id, receivedAt }: Listed): Listed {
  return { id, receivedAt }
}

function describe(found: readonly Listed[]): Pick<Chosen, 'ids' | 'firstAt' | 'lastAt'> {
  return { ids: found.map(({ id }) => id), firstAt: found[0]?.receivedAt, lastAt: found.at(-1)?.receivedAt }
}

/** Sessions of the run that were refused or broken off, the last first, also those that go on. */
export async function findTrouble(client: Client, { since }: ReportScope): Promise<ListedSession[]> {
  // A cursor has no time; the mail before it has.
  const [before] = since === undefined ? [] : (await client.list({ before: since, limit: 1 })).messages
  const earliest = before?.receivedAt ?? ''
  const { running } = await client.sessions({ limit: 1 })
  const found = running.filter(({ reason }) => reason !== '')
  for (const outcome of TROUBLE) {
    const { sessions } = await client.sessions({ outcome, limit: MAX_TROUBLE })
    found.push(...sessions.filter(({ endedAt = earliest }) => endedAt >= earliest))
  }
  return found
}

export function findFailedWaits(client: Client, { since, mailbox }: ReportScope): Promise<FailedWaits> {
  return client.failedWaits({ since, mailbox })
}

/** What a message has where a clause of a search looks: told to who missed it. */
import type { Address } from '../../shared/model/address.ts'
import type { Message } from '../../shared/model/message.ts'
import type { Query } from '../../shared/search/query.ts'
import type { StoredSummary } from '../store/store.ts'
import { termsOf } from './wait-query.ts'

const MAX_CHARACTERS = 200

/** @param read the whole message; not called when the summary tells enough */
type Actual = (message: StoredSummary, read: () => Promise<Message>, value: string) => string | Promise<string>

const ACTUAL: Record<string, Actual> = {
  '': ({ subject, snippet }) => `${subject} ${snippet}`.trim(),
  from: ({ from }) => addresses(from),
  to: ({ to }) => addresses(to),
  cc: ({ cc }) => addresses(cc),
  bcc: ({ bcc }) => addresses(bcc),
  'reply-to': ({ replyTo }) => addresses(replyTo),
  rcpt: ({ envelope }) => envelope.forwardPaths.join(', '),
  'mail-from': ({ envelope }) => envelope.reversePath,
  addressed: ({ envelope, from, to, cc, bcc, replyTo }) =>
    [envelope.reversePath, ...envelope.forwardPaths, addresses([...from, ...to, ...cc, ...bcc, ...replyTo])]
      .filter((text) => text !== '')
      .join(', '),
  subject: ({ subject }) => subject,
  body: ({ snippet }) => snippet,
  filename: async (_, read) => list((await read()).attachments.map(({ filename }) => filename)),
  type: async (_, read) => list((await read()).attachments.map(({ contentType }) => contentType)),
  header: async (_, read, value) => {
    const name = value.replace(/=.*$/s, '').toLowerCase()
    return list((await read()).headers.filter((field) => field.name.toLowerCase() === name).map((field) => field.value))
  },
  code: async (_, read) => list((await read()).codes.map(({ value }) => value)),
  link: async (_, read) => list((await read()).links.map(({ href }) => href)),
  id: ({ id }) => id,
  'message-id': ({ messageIdField }) => messageIdField,
  mailbox: ({ mailbox }) => mailbox,
  tag: ({ tags }) => list(tags),
  session: async (_, read) => (await read()).session?.id ?? '',
  origin: ({ origin }) => origin,
  is: ({ seen, pinned, tags }) => list([seen ? 'seen' : 'unseen', pinned ? 'pinned' : '', tags.length > 0 ? 'tagged' : '']),
  has: async ({ hasHtml, hasText }, read) => {
    const { attachments, codes, links, listUnsubscribe } = await read()
    const parts = { text: hasText, html: hasHtml, attachment: attachments.length > 0, code: codes.length > 0 }
    const all = { ...parts, link: links.length > 0, unsubscribe: listUnsubscribe !== undefined }
    return list(Object.entries(all).map(([name, isThere]) => (isThere ? name : '')))
  },
  larger: ({ sizeOctets }) => `${sizeOctets} octets`,
  smaller: ({ sizeOctets }) => `${sizeOctets} octets`,
  after: ({ receivedAt }) => new Date(receivedAt).toISOString(),
  before: ({ receivedAt }) => new Date(receivedAt).toISOString(),
  on: ({ receivedAt }) => new Date(receivedAt).toISOString(),
}

export async function actualValue(clause: Query, message: StoredSummary, read: () => Promise<Message>): Promise<string> {
  const values: string[] = []
  const byField = new Map(termsOf(clause).map((term) => [term.field, term]))
  for (const { field, value } of byField.values()) values.push((await ACTUAL[field]?.(message, read, value)) ?? '')
  const text = list([...new Set(values)])
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…` : text
}

function list(values: readonly string[]): string {
  return values.filter((value) => value !== '').join(', ')
}

function addresses(all: readonly Address[]): string {
  return all.map(({ displayName, addrSpec }) => (displayName === '' ? addrSpec : `${displayName} <${addrSpec}>`)).join(', ')
}

/** Typed client of the HTTP API. Web standards only (`fetch`, `URL`, `AbortSignal`), so it runs in Node, browsers, Deno and Bun. */

import type { MessageDiff } from '../model/diff.ts'
import type { Explanation } from '../model/explanation.ts'
import type { ExportFormat } from '../model/export.ts'
import type { Facets } from '../model/facet.ts'
import type { Mailbox } from '../model/mailbox.ts'
import type {
  Added,
  AddedFiles,
  Message,
  MessageCount,
  MessagePage,
  MessagePatch,
  MessageSelection,
  SendRequest,
} from '../model/message.ts'
import type { HeaderField, Part, PartHeaders } from '../model/part.ts'
import type { Health, ServerInfo } from '../model/server-info.ts'
import type { Session, SessionPage } from '../model/session.ts'
import type { SignInRequest, SignInState } from '../model/sign-in.ts'
import type { Tag, TagRule, TagRuleDraft, TagTrial } from '../model/tag.ts'
import type { FailedWaits, WaitAnswer } from '../model/wait.ts'
import { freshAddress } from './address.ts'
import { type CallOptions, createCalls, createLink, type Link } from './calls.ts'
import { type Criteria, printCriteria } from './criteria.ts'
import { type Mail, toMail } from './mail.ts'
import { createPatientAsk } from './patience.ts'
import type { AddOptions, CountQuery, ListQuery, Scope, SessionQuery, StreamQuery } from './queries.ts'
import { openEventStream } from './stream.ts'
import {
  type CountedWait,
  type ExtractingWait,
  type QuietWait,
  type WaitOptions,
  type Wanted,
  waitForAnswer,
  waitForNone,
} from './wait.ts'

export type * from '../model/address.ts'
export type * from '../model/code.ts'
export type * from '../model/diff.ts'
export type * from '../model/envelope.ts'
export type * from '../model/event.ts'
export type * from '../model/explanation.ts'
export type * from '../model/export.ts'
export type * from '../model/facet.ts'
export type * from '../model/finding.ts'
export type * from '../model/link.ts'
export type * from '../model/mail-theme.ts'
export type * from '../model/mailbox.ts'
export type * from '../model/message.ts'
export type * from '../model/part.ts'
export type * from '../model/problem.ts'
export type * from '../model/server-info.ts'
export type * from '../model/session.ts'
export type * from '../model/sign-in.ts'
export type * from '../model/tag.ts'
export type * from '../model/wait.ts'
export type { AddressOptions } from './address.ts'
export { type CallOptions, MailmittError } from './calls.ts'
export type { Criteria } from './criteria.ts'
export type { LinkCriteria, Mail, MailAttachment } from './mail.ts'
export type * from './queries.ts'
export type { EventStream } from './stream.ts'
export type { CountedWait, Duration, ExtractingWait, QuietWait, WaitOptions, Wanted } from './wait.ts'

export interface ClientOptions<Dom = unknown> {
  /** Where Mailmitt's HTTP listener is seen, with any path prefix: `http://127.0.0.1:8025`; with `user:password@` where it asks. */
  baseUrl: string
  /** One of the file of `--tokens`, where Mailmitt asks who calls. Name and password may stand in `baseUrl` instead. */
  token?: string | undefined
  /** Replaces the global one, for tests or agents. */
  fetch?: typeof globalThis.fetch | undefined
  /** Every call is about this mailbox, unless it names another. */
  mailbox?: string | undefined
  /** For `mail.dom()`: `(html) => new JSDOM(html).window.document`. */
  parseHtml?: ((html: string) => Dom) | undefined
}

export type Client<Dom = unknown> = ReturnType<typeof bindClient<Dom>> & {
  /** The same client, bound to a mailbox. */
  mailbox: (name: string) => Client<Dom>
}

export function createClient<Dom = unknown>(options: ClientOptions<Dom>): Client<Dom> {
  const link = createLink(options.baseUrl, options.token)
  const bind = (bound: ClientOptions<Dom>): Client<Dom> => ({
    ...bindClient(bound, link),
    mailbox: (mailbox) => bind({ ...bound, mailbox }),
  })
  return bind(options)
}

function bindClient<Dom>({ fetch = globalThis.fetch, mailbox: bound, parseHtml }: ClientOptions<Dom>, link: Link) {
  const calls = createCalls({ link, fetch })
  const { url, call, json, octets, withBody } = calls

  const within = <T extends { mailbox?: string | undefined }>(
    query: T,
  ): { [K in keyof T]: T[K] } & { mailbox: string | undefined } => ({ ...query, mailbox: query.mailbox ?? bound })
  const message = (id: string, rest = '', query: Record<string, string | undefined> = {}) =>
    url(`messages/${encodeURIComponent(id)}${rest}`, within(query))
  const part = (id: string, path: string, options?: CallOptions) => octets(message(id, `/parts/${path}`), options)
  // By its id alone: it may have been found in another mailbox than this one.
  const readPart = (id: string, path: string) => octets(url(`messages/${id}/parts/${path}`))
  const readSnapshot = async (id: string) => (await call(url(`messages/${id}/snapshot`))).text()
  const sources = { readPart, readSnapshot, parseHtml }
  const mail = async (target: string, options?: CallOptions) => toMail(await json<Message>(target, {}, options), sources)
  const list = ({ fields, ...query }: ListQuery = {}, options?: CallOptions) =>
    json<MessagePage>(url('messages', { ...within(query), fields: fields?.join(',') || undefined }), {}, options)
  const cursor = async (options?: CallOptions) => (await json<{ cursor: string }>(url('cursor'), {}, options)).cursor

  const ask = createPatientAsk({
    link,
    askOnce: (query, options) => json<WaitAnswer>(url('wait', within(query)), {}, options),
    cursor,
    check: (after, options) => list({ after, limit: 1 }, options),
  })

  async function waitForAll(wanted: Wanted<CountedWait>, options: CountedWait = {}): Promise<Mail<Dom>[]> {
    const { messages } = await waitForAnswer(ask, wanted, options)
    return messages.map((each) => toMail(each, sources))
  }

  return {
    baseUrl: link.baseUrl,
    list,
    get: (id: string, options?: CallOptions) => mail(message(id), options),
    /** The newest message, of those that the search finds. */
    latest: (scope: Scope = {}, options?: CallOptions) => mail(url('messages/latest', within(scope)), options),
    raw: (id: string, options?: CallOptions) => octets(message(id, '/raw'), options),
    /** The same in pieces as they come; of the id `latest`, the newest of the scope. */
    rawStream: async (id: string, scope: Scope = {}, options?: CallOptions): Promise<ReadableStream<Uint8Array>> =>
      (await call(url(`messages/${encodeURIComponent(id)}/raw`, within(scope)), {}, options)).body ?? new Blob([]).stream(),
    headers: (id: string, options?: CallOptions) => json<HeaderField[]>(message(id, '/headers'), {}, options),
    parts: (id: string, options?: CallOptions) => json<Part>(message(id, '/parts'), {}, options),
    part,
    /** Of a part that is a calendar, a contact, a report or the like; `attachments[].explains` says which are. */
    explanation: (id: string, path: string, options?: CallOptions) =>
      json<Explanation>(message(id, `/parts/${path}/explanation`), {}, options),
    /** Its fields, decoded; of a message in a message, those of both. */
    partHeaders: (id: string, path: string, options?: CallOptions) =>
      json<PartHeaders>(message(id, `/parts/${path}/headers`), {}, options),
    /** What a reader sees of its HTML, as text. */
    htmlText: async (id: string, options?: CallOptions) => (await call(message(id, '/text', { of: 'html' }), {}, options)).text(),
    /** The mail as text to keep beside a test: the same for two mails of one template. */
    snapshot: async (id: string, { mailbox, ...options }: CallOptions & { mailbox?: string | undefined } = {}) =>
      (await call(message(id, '/snapshot', { mailbox }), {}, options)).text(),
    /** `mask` leaves out what differs between any two mails: dates, ids, codes, tokens. */
    diff: (id: string, other: string, { mask, ...options }: CallOptions & { mask?: boolean | undefined } = {}) =>
      json<MessageDiff>(message(id, `/diff/${encodeURIComponent(other)}`, { mask: mask ? 'true' : undefined }), {}, options),
    /** The document that shows it, in one file to keep: inline parts within it, no script, nothing from elsewhere. */
    htmlFile: async (id: string, options?: CallOptions) => (await call(message(id, '/html-file'), {}, options)).text(),
    /** Address of the decoded part, of the exact octets or of the HTML document to show; for links and frames. */
    urlOf: (id: string, what: 'raw' | 'html' | `parts/${string}`, query?: Record<string, string>) =>
      message(id, `/${what}`, query),
    patch: (patch: MessagePatch, options?: CallOptions) =>
      json<{ changed: number }>(url('messages'), withBody('PATCH', { ...patch, select: within(patch.select) }), options),
    /** With a `signal` it can be stopped: what is gone by then is gone. */
    delete: (select: MessageSelection, options?: CallOptions) =>
      json<{ removed: number }>(
        url('messages', {
          ids: 'ids' in select ? select.ids.join(',') : undefined,
          q: 'q' in select ? select.q : undefined,
          tz: 'q' in select ? select.tz : undefined,
          all: 'all' in select ? 'true' : undefined,
          mailbox: select.mailbox ?? bound,
          upTo: select.upTo,
          stoppable: options?.signal && 'true',
        }),
        { method: 'DELETE' },
        options,
      ),
    /** Exactly how many messages a change or deletion would meet, and up to where: pass `cursor` to it as `upTo`. */
    count: (query: CountQuery = {}, options?: CallOptions) =>
      json<MessageCount>(url('messages/count', within(query)), {}, options),
    add: (
      mailData: Uint8Array<ArrayBuffer> | string,
      { mailFrom, rcptTo, mailbox, origin }: AddOptions = {},
      options?: CallOptions,
    ) => {
      const target = new URL(url('messages', within({ mailFrom, mailbox, origin })))
      for (const path of rcptTo ?? []) target.searchParams.append('rcptTo', path)
      return json<Added>(target.href, { method: 'POST', headers: { 'content-type': 'message/rfc822' }, body: mailData }, options)
    },
    /** From a web page of this server alone: it is sent as a form, which needs an Origin. */
    addFiles: (
      files: readonly File[],
      { mailbox, origin }: Pick<AddOptions, 'mailbox' | 'origin'> = {},
      options?: CallOptions,
    ) => {
      const form = new FormData()
      for (const file of files) form.append('files', file)
      return json<AddedFiles>(url('messages', within({ mailbox, origin })), { method: 'POST', body: form }, options)
    },
    /** Messages as one file, the oldest first, in pieces as they come. */
    export: async (format: ExportFormat, scope: Scope = {}, options?: CallOptions): Promise<ReadableStream<Uint8Array>> =>
      (await call(url('export', { format, ...within(scope) }), {}, options)).body ?? new Blob([]).stream(),
    /** Address of the same file, for links. */
    /** All that the scope holds, or just these ids, at most 200. */
    exportUrl: (format: ExportFormat, { ids, ...scope }: Scope & { ids?: readonly string[] } = {}) =>
      url('export', { format, ids: ids?.join(','), ...within(scope) }),
    send: (request: SendRequest, options?: CallOptions) => json<Added>(url('send'), withBody('POST', within(request)), options),
    /** Has the server mail itself a sample through its own SMTP listener. */
    sendSample: (options?: CallOptions) => json<{ sent: true }>(url('sample'), withBody('POST', {}), options),
    /** Counts of what a search finds, by what it could be narrowed down to. */
    facets: (scope: Scope = {}, options?: CallOptions) => json<Facets>(url('facets', within(scope)), {}, options),
    mailboxes: async (options?: CallOptions) => (await json<{ mailboxes: Mailbox[] }>(url('mailboxes'), {}, options)).mailboxes,
    emptyMailbox: (name: string, options?: CallOptions) =>
      json<{ removed: number }>(url(`mailboxes/${encodeURIComponent(name)}`), { method: 'DELETE' }, options),
    tags: async ({ mailbox, ...options }: CallOptions & { mailbox?: string | undefined } = {}) =>
      (await json<{ tags: Tag[] }>(url('tags', within({ mailbox })), {}, options)).tags,
    /** In the order in which they are applied. */
    tagRules: async (options?: CallOptions) => (await json<{ rules: TagRule[] }>(url('tag-rules'), {}, options)).rules,
    addTagRule: (rule: TagRuleDraft, options?: CallOptions) => json<TagRule>(url('tag-rules'), withBody('POST', rule), options),
    changeTagRule: (id: string, rule: TagRuleDraft, options?: CallOptions) =>
      json<TagRule>(url(`tag-rules/${encodeURIComponent(id)}`), withBody('PUT', rule), options),
    removeTagRule: (id: string, options?: CallOptions) =>
      json<{ removed: number }>(url(`tag-rules/${encodeURIComponent(id)}`), { method: 'DELETE' }, options),
    /** What a rule would have given to the newest messages. Changes nothing. */
    tryTagRule: (rule: TagRuleDraft, options?: CallOptions) =>
      json<TagTrial>(url('tag-rules/try'), withBody('POST', rule), options),
    /** Sessions by SMTP and of mail clients, the one that ended last first; also those that brought no message. */
    sessions: (query: SessionQuery = {}, options?: CallOptions) => json<SessionPage>(url('sessions', { ...query }), {}, options),
    session: (id: string, options?: CallOptions) => json<Session>(url(`sessions/${encodeURIComponent(id)}`), {}, options),
    /** The session that brought this message. */
    messageSession: (id: string, options?: CallOptions) => json<Session>(message(id, '/session'), {}, options),
    cursor,
    /** The place in the order of arrival to wait from: taken before what is to send the mail, given as `since`. */
    mark: cursor,
    /** One that nobody has had before. */
    address: freshAddress,
    /** A page of summaries, newest first. */
    search: (criteria: Criteria | string, query: Omit<ListQuery, 'q'> = {}, options?: CallOptions) =>
      list({ ...query, q: typeof criteria === 'string' ? criteria : printCriteria(criteria) }, options),
    /** The first mail that matches, as soon as it is there. What it fails with says what did come. */
    waitFor: async (wanted: Wanted<WaitOptions> = {}, options: WaitOptions = {}): Promise<Mail<Dom>> => {
      const [first] = await waitForAll(wanted, { ...options, count: 1 })
      if (!first) throw new Error('Mailmitt answered without a mail; is it another version?')
      return first
    },
    /** The first `count` that match, in the order of arrival, as soon as they are there. */
    waitForAll,
    /** The answer itself: as plain messages, with the cursor of the next wait and what `extract` takes out of the first. */
    wait: (wanted: Wanted<ExtractingWait> = {}, options: ExtractingWait = {}): Promise<WaitAnswer> =>
      waitForAnswer(ask, wanted, { count: 1, ...options }),
    /** Fails with the first mail that matches. */
    expectNone: (wanted: Wanted<QuietWait> = {}, options: QuietWait = {}) => waitForNone(ask, wanted, options),
    /** What happens from now on to messages that match, or to all. */
    stream: (criteria: Criteria | string = {}, { afterSeq, ...scope }: StreamQuery = {}, { signal }: CallOptions = {}) => {
      const query = { ...within(scope), q: (typeof criteria === 'string' ? criteria : printCriteria(criteria)) || undefined }
      const init = { headers: { accept: 'text/event-stream' } }
      return openEventStream((after, ending) => call(url('stream', { ...query, afterSeq: after }), init, { signal: ending }), {
        afterSeq,
        signal,
      })
    },
    /** Waits that ended without what they waited for: the last 200 since the server started. */
    failedWaits: ({
      since,
      mailbox,
      ...options
    }: CallOptions & { since?: string | undefined; mailbox?: string | undefined } = {}) =>
      json<FailedWaits>(url('waits', within({ since, mailbox })), {}, options),
    /** Who is asking, as the server sees it. */
    signInState: (options?: CallOptions) => json<SignInState>(url('sign-in'), {}, options),
    /** For a browser, which keeps a cookie from then on. */
    signIn: (request: SignInRequest, options?: CallOptions) =>
      json<SignInState>(url('sign-in'), withBody('POST', request), options),
    signOut: (options?: CallOptions) => json<SignInState>(url('sign-in'), { method: 'DELETE' }, options),
    /** PEM of the CA that an app is to trust; of a Mailmitt without one, an error. */
    ca: async (options?: CallOptions) => (await call(url('ca.pem'), {}, options)).text(),
    info: (options?: CallOptions) => json<ServerInfo>(url('info'), {}, options),
    health: (options?: CallOptions) => json<Health>(url('health/ready'), {}, options),
  }
}

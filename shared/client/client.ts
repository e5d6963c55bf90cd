/** Typed client of the HTTP API. Web standards only (`fetch`, `URL`, `AbortSignal`), so it runs in Node, browsers, Deno and Bun. */

import type { MessageDiff } from '../model/diff.ts'
import type { Explanation } from '../model/explanation.ts'
import type { ExportFormat } from '../model/export.ts'
import type { Facets } from '../model/facet.ts'
import type { Mailbox } from '../model/mailbox.ts'
import type {
  Added,
  AddedFiles,
  ListExtra,
  Message,
  MessageCount,
  MessagePage,
  MessagePatch,
  MessageSelection,
  SendRequest,
} from '../model/message.ts'
import type { HeaderField, Part } from '../model/part.ts'
import type { Problem } from '../model/problem.ts'
import type { Health, ServerInfo } from '../model/server-info.ts'
import type { Session, SessionOutcome, SessionPage } from '../model/session.ts'
import type { Tag, TagRule, TagRuleDraft, TagTrial } from '../model/tag.ts'

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
export type * from '../model/mailbox.ts'
export type * from '../model/message.ts'
export type * from '../model/part.ts'
export type * from '../model/problem.ts'
export type * from '../model/server-info.ts'
export type * from '../model/session.ts'
export type * from '../model/tag.ts'

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** Lets a request outlive the page that made it (fetch's `keepalive`). */
  keepalive?: boolean | undefined
}

export interface Scope {
  /** A search. */
  q?: string | undefined
  /** Time zone of the days in it, such as Europe/Istanbul; else UTC. */
  tz?: string | undefined
  mailbox?: string | undefined
}

export interface ListQuery extends Scope {
  limit?: number | undefined
  before?: string | undefined
  after?: string | undefined
  offset?: number | undefined
  fields?: ListExtra[] | undefined
}

export interface CountQuery extends Scope {
  /** Cursor: only what arrived up to there. */
  upTo?: string | undefined
}

export interface SessionQuery {
  outcome?: SessionOutcome | undefined
  /** `next` of the page before. */
  before?: string | undefined
  limit?: number | undefined
}

export interface AddOptions {
  /** Absent takes the address of the From field. */
  mailFrom?: string | undefined
  /** Absent takes the addresses of To, Cc and Bcc. */
  rcptTo?: string[] | undefined
  mailbox?: string | undefined
  /** `import` for mail that was kept elsewhere; else `api`. */
  origin?: 'api' | 'import' | undefined
}

/** An answer that was not 2xx. The message is the server's explanation. */
export class MailmittError extends Error {
  override readonly name = 'MailmittError'
  readonly status: number
  readonly code: string
  readonly problem: Problem | undefined

  constructor(status: number, problem: Problem | undefined) {
    super(problem ? explain(problem) : `Mailmitt answered ${status} without an explanation; is a proxy between?`)
    this.status = status
    this.code = problem?.code ?? 'unknown'
    this.problem = problem
  }
}

function explain(problem: Problem): string {
  const faults =
    problem.errors?.filter(({ detail }) => detail !== problem.detail).map(({ pointer, detail }) => `${pointer}: ${detail}`) ?? []
  return [problem.detail, ...faults].join('\n')
}

export type Client = ReturnType<typeof createClient>

/**
 * @param baseUrl where Mailmitt's HTTP listener is seen, with any path prefix: `http://127.0.0.1:8025`
 * @param fetch replaces the global one, for tests or agents
 */
export function createClient({ baseUrl, fetch = globalThis.fetch }: { baseUrl: string; fetch?: typeof globalThis.fetch }) {
  const root = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`

  function url(path: string, query: Record<string, string | number | undefined> = {}): string {
    const target = new URL(`api/${path}`, root)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, String(value))
    return target.href
  }

  async function call(target: string, init: RequestInit, { signal, keepalive }: CallOptions = {}): Promise<Response> {
    const response = await fetch(target, { ...init, ...(signal && { signal }), ...(keepalive && { keepalive }) })
    if (response.ok) return response
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
    throw new MailmittError(response.status, isProblem ? ((await response.json()) as Problem) : undefined)
  }

  async function json<T>(target: string, init: RequestInit = {}, options?: CallOptions): Promise<T> {
    return (await (await call(target, init, options)).json()) as T
  }

  function withBody(method: string, body: unknown): RequestInit {
    return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  }

  const message = (id: string, rest = '') => url(`messages/${encodeURIComponent(id)}${rest}`)

  return {
    baseUrl: root,
    list: ({ fields, ...query }: ListQuery = {}, options?: CallOptions) =>
      json<MessagePage>(url('messages', { ...query, fields: fields?.join(',') || undefined }), {}, options),
    get: (id: string, options?: CallOptions) => json<Message>(message(id), {}, options),
    /** The newest message, of those that the search finds. */
    latest: (scope: Scope = {}, options?: CallOptions) => json<Message>(url('messages/latest', { ...scope }), {}, options),
    raw: async (id: string, options?: CallOptions) =>
      new Uint8Array(await (await call(message(id, '/raw'), {}, options)).arrayBuffer()),
    headers: (id: string, options?: CallOptions) => json<HeaderField[]>(message(id, '/headers'), {}, options),
    parts: (id: string, options?: CallOptions) => json<Part>(message(id, '/parts'), {}, options),
    part: async (id: string, path: string, options?: CallOptions) =>
      new Uint8Array(await (await call(message(id, `/parts/${path}`), {}, options)).arrayBuffer()),
    /** Of a part that is a calendar, a contact, a report or the like; `attachments[].explains` says which are. */
    explanation: (id: string, path: string, options?: CallOptions) =>
      json<Explanation>(message(id, `/parts/${path}/explanation`), {}, options),
    /** The mail as text to keep beside a test: the same for two mails of one template. */
    snapshot: async (id: string, { mailbox, ...options }: CallOptions & { mailbox?: string | undefined } = {}) =>
      (
        await call(message(id, `/snapshot${mailbox === undefined ? '' : `?mailbox=${encodeURIComponent(mailbox)}`}`), {}, options)
      ).text(),
    /** `mask` leaves out what differs between any two mails: dates, ids, codes, tokens. */
    diff: (id: string, other: string, { mask, ...options }: CallOptions & { mask?: boolean | undefined } = {}) =>
      json<MessageDiff>(message(id, `/diff/${encodeURIComponent(other)}${mask ? '?mask=true' : ''}`), {}, options),
    /** Address of the decoded part, of the exact octets or of the HTML document to show; for links and frames. */
    urlOf: (id: string, what: 'raw' | 'html' | `parts/${string}`, query?: Record<string, string>) => {
      const target = new URL(message(id, `/${what}`))
      for (const [name, value] of Object.entries(query ?? {})) target.searchParams.set(name, value)
      return target.href
    },
    patch: (patch: MessagePatch, options?: CallOptions) =>
      json<{ changed: number }>(url('messages'), withBody('PATCH', patch), options),
    /** With a `signal` it can be stopped: what is gone by then is gone. */
    delete: (select: MessageSelection, options?: CallOptions) =>
      json<{ removed: number }>(
        url('messages', {
          ids: 'ids' in select ? select.ids.join(',') : undefined,
          q: 'q' in select ? select.q : undefined,
          tz: 'q' in select ? select.tz : undefined,
          all: 'all' in select ? 'true' : undefined,
          mailbox: select.mailbox,
          upTo: select.upTo,
          stoppable: options?.signal && 'true',
        }),
        { method: 'DELETE' },
        options,
      ),
    /** Exactly how many messages a change or deletion would meet, and up to where: pass `cursor` to it as `upTo`. */
    count: (query: CountQuery = {}, options?: CallOptions) =>
      json<MessageCount>(url('messages/count', { ...query }), {}, options),
    add: (
      mailData: Uint8Array<ArrayBuffer> | string,
      { mailFrom, rcptTo, mailbox, origin }: AddOptions = {},
      options?: CallOptions,
    ) => {
      const target = new URL(url('messages', { mailFrom, mailbox, origin }))
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
      return json<AddedFiles>(url('messages', { mailbox, origin }), { method: 'POST', body: form }, options)
    },
    /** Messages as one file, the oldest first, in pieces as they come. */
    export: async (format: ExportFormat, scope: Scope = {}, options?: CallOptions): Promise<ReadableStream<Uint8Array>> =>
      (await call(url('export', { format, ...scope }), {}, options)).body ?? new Blob([]).stream(),
    /** Address of the same file, for links. */
    exportUrl: (format: ExportFormat, scope: Scope = {}) => url('export', { format, ...scope }),
    send: (request: SendRequest, options?: CallOptions) => json<Added>(url('send'), withBody('POST', request), options),
    /** Has the server mail itself a sample through its own SMTP listener. */
    sendSample: (options?: CallOptions) => json<{ sent: true }>(url('sample'), withBody('POST', {}), options),
    /** Counts of what a search finds, by what it could be narrowed down to. */
    facets: (scope: Scope = {}, options?: CallOptions) => json<Facets>(url('facets', { ...scope }), {}, options),
    mailboxes: async (options?: CallOptions) => (await json<{ mailboxes: Mailbox[] }>(url('mailboxes'), {}, options)).mailboxes,
    emptyMailbox: (name: string, options?: CallOptions) =>
      json<{ removed: number }>(url(`mailboxes/${encodeURIComponent(name)}`), { method: 'DELETE' }, options),
    tags: async ({ mailbox, ...options }: CallOptions & { mailbox?: string | undefined } = {}) =>
      (await json<{ tags: Tag[] }>(url('tags', { mailbox }), {}, options)).tags,
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
    /** SMTP sessions, the one that ended last first; also those that brought no message. */
    sessions: (query: SessionQuery = {}, options?: CallOptions) => json<SessionPage>(url('sessions', { ...query }), {}, options),
    session: (id: string, options?: CallOptions) => json<Session>(url(`sessions/${encodeURIComponent(id)}`), {}, options),
    /** The session that brought this message. */
    messageSession: (id: string, options?: CallOptions) => json<Session>(message(id, '/session'), {}, options),
    cursor: async (options?: CallOptions) => (await json<{ cursor: string }>(url('cursor'), {}, options)).cursor,
    info: (options?: CallOptions) => json<ServerInfo>(url('info'), {}, options),
    health: (options?: CallOptions) => json<Health>(url('health/ready'), {}, options),
  }
}

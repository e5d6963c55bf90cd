/** Requests to the API, and what it answers when it does not do what was asked. */
import type { Problem } from '../model/problem.ts'
import type { NearMiss, NoMatch, UnexpectedMatch } from '../model/wait.ts'

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** Lets a request outlive the page that made it (fetch's `keepalive`). */
  keepalive?: boolean | undefined
}

/** With what a wait says of what it did not find. */
type Explained = Problem & Partial<Omit<NoMatch & UnexpectedMatch, keyof Problem>>

/** An answer that was not 2xx. The message is the server's explanation. */
export class MailmittError extends Error {
  override readonly name = 'MailmittError'
  readonly status: number
  readonly code: string
  readonly problem: Explained | undefined
  /** The server asked to be asked again. */
  readonly mayRetry: boolean

  constructor(status: number, problem: Explained | undefined, { mayRetry = false }: { mayRetry?: boolean } = {}) {
    super(problem ? explain(problem) : `Mailmitt answered ${status} without an explanation; is a proxy between?`)
    this.status = status
    this.code = problem?.code ?? 'unknown'
    this.problem = problem
    this.mayRetry = mayRetry
  }
}

function explain(problem: Explained): string {
  const faults =
    problem.errors?.filter(({ detail }) => detail !== problem.detail).map(({ pointer, detail }) => `${pointer}: ${detail}`) ?? []
  // The best one is in the sentence.
  const others = problem.nearMisses?.slice(1).map(tellNearMiss) ?? []
  return [problem.detail, ...faults, ...others].join('\n')
}

function tellNearMiss({ id, subject, missed }: NearMiss): string {
  const reasons = missed.map(({ clause, actual }) => `\`${clause}\` did not (${actual === '' ? 'nothing there' : `"${actual}"`})`)
  return `“${subject}” (${id}): ${reasons.join(', ')}`
}

/** What clients of one server know of it. */
export interface Link {
  /** With a slash at its end, and without user and password. */
  baseUrl: string
  /** Value of Authorization; absent where nothing is presented, or a browser has a cookie. */
  authorization: string | undefined
  /** It has answered before. */
  wasThere: boolean
}

/** @param baseUrl may hold `user:password@`, which `fetch` would refuse */
export function createLink(baseUrl: string, token?: string): Link {
  const { plain, user, password } = splitUrl(baseUrl)
  const basic = user === '' && password === '' ? undefined : `Basic ${toBase64(`${user}:${password}`)}`
  const authorization = token ? `Bearer ${token}` : basic
  return { baseUrl: plain.endsWith('/') ? plain : `${plain}/`, authorization, wasThere: false }
}

function splitUrl(baseUrl: string): { plain: string; user: string; password: string } {
  if (!/^https?:\/\/[^/?#]*@/i.test(baseUrl) || !URL.canParse(baseUrl)) return { plain: baseUrl, user: '', password: '' }
  const url = new URL(baseUrl)
  const [user, password] = [decode(url.username), decode(url.password)]
  url.username = ''
  url.password = ''
  return { plain: url.href, user, password }
}

/** A password may hold a percent sign that nobody has escaped. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}

export function createCalls({ link, fetch }: { link: Link; fetch: typeof globalThis.fetch }) {
  /** @throws {MailmittError} */
  async function call(target: string, init: RequestInit = {}, { signal, keepalive }: CallOptions = {}): Promise<Response> {
    const { authorization } = link
    const headers = authorization === undefined ? init.headers : { ...(init.headers as Record<string, string>), authorization }
    const options = { ...(headers && { headers }), ...(signal && { signal }), ...(keepalive && { keepalive }) }
    const response = await fetch(target, { ...init, ...options })
    link.wasThere = true
    if (response.ok) return response
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
    const problem = isProblem ? ((await response.json()) as Explained) : undefined
    throw new MailmittError(response.status, problem, { mayRetry: response.headers.has('retry-after') })
  }

  return {
    url(path: string, query: Record<string, string | number | undefined> = {}): string {
      const target = new URL(`api/${path}`, link.baseUrl)
      for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, String(value))
      return target.href
    },
    call,
    json: async <T>(target: string, init?: RequestInit, options?: CallOptions): Promise<T> =>
      (await (await call(target, init, options)).json()) as T,
    octets: async (target: string, options?: CallOptions) =>
      new Uint8Array(await (await call(target, {}, options)).arrayBuffer()),
    withBody: (method: string, body: unknown): RequestInit => ({
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }
}

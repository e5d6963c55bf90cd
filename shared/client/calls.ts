/** Requests to the API, and what it answers when it does not do what was asked. */
import type { Problem } from '../model/problem.ts'

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** Lets a request outlive the page that made it (fetch's `keepalive`). */
  keepalive?: boolean | undefined
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

export function createCalls({ baseUrl, fetch }: { baseUrl: string; fetch: typeof globalThis.fetch }) {
  const root = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`

  /** @throws {MailmittError} */
  async function call(target: string, init: RequestInit = {}, { signal, keepalive }: CallOptions = {}): Promise<Response> {
    const response = await fetch(target, { ...init, ...(signal && { signal }), ...(keepalive && { keepalive }) })
    if (response.ok) return response
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
    throw new MailmittError(response.status, isProblem ? ((await response.json()) as Problem) : undefined)
  }

  return {
    root,
    url(path: string, query: Record<string, string | number | undefined> = {}): string {
      const target = new URL(`api/${path}`, root)
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

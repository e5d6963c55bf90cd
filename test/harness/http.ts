/** HTTP as no browser and no `fetch` would send it: any Host, any Origin, any path, a connection of its own. */
import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Problem } from '../../shared/model/problem.ts'

export interface RequestOptions {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  text: string
  /** The body as JSON. */
  json: () => unknown
}

/** @param target address of the program with the path as it is to be sent: `${app.url}/api/%73tream` */
export async function send(target: string, { method = 'GET', headers = {}, body }: RequestOptions = {}): Promise<Answer> {
  const [, host = '', port, path = '/'] = /^http:\/\/(.+):(\d+)(\/.*)?$/.exec(target) ?? []
  // Node sends no length with a DELETE of its own accord.
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const sent = request({
    host: host.replace(/^\[|\]$/g, ''),
    port,
    path,
    method,
    headers: { ...length, ...headers },
    agent: false,
  })
  sent.on('error', () => sent.destroy()) // after an early answer; before one, `once` below rejects
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const octets = await buffer(response)
  const text = octets.toString()
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: octets,
    text,
    json: () => JSON.parse(text) as unknown,
  }
}

export function sendJson(target: string, method: string, body: unknown): Promise<Answer> {
  return send(target, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

/** @throws when the answer is not a problem that says something */
export function problemOf({ status, headers, json }: Answer): Problem {
  const problem = json() as Problem
  if (headers['content-type'] !== 'application/problem+json') throw new Error(`content-type is ${headers['content-type']}`)
  if (problem.status !== status) throw new Error(`the problem says ${problem.status}, the answer ${status}`)
  if (!problem.code || problem.detail.length < 15) throw new Error(`says too little: ${JSON.stringify(problem)}`)
  return problem
}

/** Octets as they are, answered with all that comes until the server closes: ask for it, by `Connection: close`. */
export async function sendOctets(target: string, octets: string): Promise<string> {
  const { hostname, port } = new URL(target)
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) })
  // Ended, it would count as a client that has gone away.
  socket.write(octets)
  return (await buffer(socket)).toString()
}

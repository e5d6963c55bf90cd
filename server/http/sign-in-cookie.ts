/** The cookie by which a browser stays signed in (RFC 6265): for its own pages alone, out of reach of scripts. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { IDLE_MS } from '../access/sign-ins.ts'

const MAX_HEADER = 16 * 1024

export interface SignInCookie {
  name: string
  set(request: FastifyRequest, reply: FastifyReply, value: string): void
  clear(request: FastifyRequest, reply: FastifyReply): void
}

/** @param databaseId in its name, as a cookie is sent to every port of a host: two Mailmitts there would sign each other out */
export function createSignInCookie({ databaseId, basePath }: { databaseId: string; basePath: string }): SignInCookie {
  const name = `mailmitt-${databaseId}`

  function write(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    const secure = isHttps(request) ? '; Secure' : ''
    reply.header('set-cookie', `${name}=${value}; Path=${basePath}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`)
  }

  return {
    name,
    set: (request, reply, value) => write(request, reply, value, IDLE_MS / 1000),
    clear: (request, reply) => write(request, reply, '', 0),
  }
}

/** A proxy may have ended TLS. Who says so without being one only loses the cookie. */
function isHttps({ protocol, headers }: FastifyRequest): boolean {
  return protocol === 'https' || headers['x-forwarded-proto'] === 'https'
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MAX_HEADER) return undefined
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=')
    if (equals >= 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}

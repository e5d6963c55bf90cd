/** HTTP requests against the running server: every answer is one that the OpenAPI document declares, and none is a fault of ours. */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { type ApiDocument, checkAnswer, operationsOf } from '../harness/document.ts'
import { type Answer, problemOf } from '../harness/http.ts'
import { type HttpCase, makeHttpCase } from './http-case.ts'
import { expectThat, type Kind, shorterText } from './kind.ts'
import { stockUp } from './stock.ts'
import { patiently, type Target } from './target.ts'

export function httpKind(target: Target, document: ApiDocument): Kind<HttpCase> {
  const operations = operationsOf(document)

  async function fill({ path, headers, body, octets, ...made }: HttpCase): Promise<HttpCase> {
    const { ids, cursor, sessionId } = await stockUp(target.app())
    const filled = (text: string) =>
      text
        .replace(/\{id:(\d)\}/g, (_, i) => ids[Number(i)] ?? '')
        .replaceAll('{cursor}', cursor)
        .replaceAll('{session}', sessionId)
        .replaceAll('{origin}', target.app().url)
    return {
      ...made,
      path: filled(path),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, filled(text)])),
      ...(body !== undefined && { body: filled(body) }),
      ...(octets !== undefined && { octets: filled(octets) }),
    }
  }

  function check(made: HttpCase, answer: Answer): void {
    const { status } = answer
    const what = `${made.method} ${made.path.slice(0, 300)} is answered ${status}`
    expectThat(status !== 500, () => `${what}: ${answer.text}`)
    // HEAD has no body, and 304 neither.
    if (status >= 400) problemOf(answer)
    const isRouted = status < 400 || (answer.json() as { code: string }).code !== 'no_such_route'
    const operation = operations.find(({ operationId }) => operationId === made.operationId)
    // A path that was broken may lead to another operation.
    if (operation && isRouted && leadsTo(operation.path, made.path)) checkAnswer(document, operation, answer)
  }

  return {
    name: 'http',
    make: (dice) => makeHttpCase(dice, document, operations),
    async run(made) {
      const filled = await fill(made)
      const { url } = target.app()
      if (filled.octets !== undefined)
        return checkOctets(await patiently(sendRaw(url, filled.octets), 'an answer to broken octets'))
      const answer = await (filled.operationId === 'wait'
        ? briefly(ask(url, filled))
        : patiently(ask(url, filled), `${filled.method} ${filled.path.slice(0, 300)}`))
      if (answer) check(filled, answer)
    },
    *smaller({ octets, body, headers, path, ...made }) {
      if (octets !== undefined) {
        for (const shorter of shorterText(octets)) yield { ...made, headers, path, octets: shorter }
        return
      }
      const rest = { ...made, ...(body !== undefined && { body }) }
      for (const name of Object.keys(headers)) {
        const { [name]: _, ...fewer } = headers
        yield { ...rest, headers: fewer, path }
      }
      for (const shorter of shorterText(path)) if (shorter.startsWith('/')) yield { ...rest, headers, path: shorter }
      if (body !== undefined) for (const shorter of shorterText(body)) yield { ...made, headers, path, body: shorter }
    },
  }
}

/** @returns nothing for a stream, which has no end */
async function ask(url: string, { method, path, headers, body }: HttpCase): Promise<Answer | undefined> {
  const { hostname, port } = new URL(url)
  const octets = body === undefined ? undefined : Buffer.from(body, 'latin1')
  const length = octets === undefined ? {} : { 'content-length': octets.length }
  const sent = request({ host: hostname, port, path, method, headers: { ...length, ...headers }, agent: false })
  // After an early answer; before one, `once` below rejects.
  sent.on('error', () => sent.destroy())
  sent.end(octets)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  if (response.headers['content-type']?.startsWith('text/event-stream')) {
    expectThat(response.statusCode === 200, () => `a stream is answered ${response.statusCode}`)
    response.destroy()
    return undefined
  }
  const encoded = await buffer(response)
  const decode = DECODERS[response.headers['content-encoding'] ?? '']
  const received = decode && encoded.length > 0 ? decode(encoded) : encoded
  const text = received.toString()
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: received,
    text,
    json: () => JSON.parse(text) as unknown,
  }
}

const DECODERS: Record<string, (octets: Buffer) => Buffer> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
}

const A_WAIT_MS = 2000

/** A wait may wait, where what says how long was broken. */
async function briefly(answer: Promise<Answer | undefined>): Promise<Answer | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, A_WAIT_MS, undefined))
  return Promise.race([answer, late])
}

async function sendRaw(url: string, octets: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.end(Buffer.from(octets, 'latin1'))
  let received = ''
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    // A stream has no end.
    if (/^HTTP\/1\.1 200 .*text\/event-stream/s.test(received)) socket.destroy()
  })
  socket.on('error', () => socket.destroy())
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return received
}

/** Nothing, or answers of HTTP/1.1, of which none is 500. */
function checkOctets(received: string): void {
  if (received === '') return
  const [, status] = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n/.exec(received) ?? []
  expectThat(
    status !== undefined && status !== '500',
    () => `broken octets are answered ${JSON.stringify(received.slice(0, 500))}`,
  )
  if (Number(status) >= 400)
    expectThat(
      /^content-type: application\/problem\+json/im.test(received),
      () => `a fault is answered ${JSON.stringify(received.slice(0, 500))}`,
    )
}

function leadsTo(template: string, path: string): boolean {
  const pattern = template.replace(/\{\w+\}/g, '[^/?#;%]+')
  return new RegExp(`^${pattern}(\\?[^#]*)?$`).test(path)
}

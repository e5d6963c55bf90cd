/** The live stream as its clients see it: a websocket to wait on, a raw one to misbehave with, and server-sent events. */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { StreamEvent } from '../../shared/model/event.ts'

type EventType = StreamEvent['type']
type EventOf<T extends EventType> = Extract<StreamEvent, { type: T }>

export interface LiveStream extends AsyncDisposable {
  /** Everything that came, in order. */
  events: StreamEvent[]
  /** Those of one type that came so far. */
  of: <T extends EventType>(type: T) => EventOf<T>[]
  /** Resolves with the first event, already come or not, that fits. */
  next: <T extends EventType>(type: T, fits?: (event: EventOf<T>) => boolean) => Promise<EventOf<T>>
  /** Resolves when all of them have come. */
  until: (fits: (events: readonly StreamEvent[]) => boolean) => Promise<void>
  /** Close code; 0 for server-sent events. */
  closed: Promise<number>
  close: () => void
}

export interface StreamQuery {
  afterSeq?: number | undefined
  q?: string
  mailbox?: string
}

function streamUrl(url: string, query: StreamQuery): string {
  const target = new URL('/api/stream', url)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, String(value))
  return target.href
}

/** Resolves once the server has said hello. */
export async function openStream(url: string, query: StreamQuery = {}): Promise<LiveStream> {
  const socket = new WebSocket(streamUrl(url, query).replace(/^http/, 'ws'))
  const received = collect()
  socket.onmessage = ({ data }) => received.add(JSON.parse(String(data)) as StreamEvent[])
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => {
      received.end()
      resolve(code)
    }
  })
  await received.next('hello')
  return {
    ...received,
    closed,
    close: () => socket.close(),
    async [Symbol.asyncDispose]() {
      socket.close()
      await closed
    },
  }
}

/** The same as server-sent events. Resolves once the server has said hello. */
export async function openEventSource(
  url: string,
  { lastEventId, ...query }: StreamQuery & { lastEventId?: string | number } = {},
): Promise<LiveStream & { headers: Headers }> {
  const abort = new AbortController()
  const response = await fetch(streamUrl(url, query), {
    headers: { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }) },
    signal: abort.signal,
  })
  if (!response.ok || !response.body) throw new Error(`no stream: ${response.status} ${await response.text()}`)
  const received = collect()
  const closed = read(response.body).finally(received.end)
  await received.next('hello')
  return {
    ...received,
    headers: response.headers,
    closed,
    close: () => abort.abort(),
    async [Symbol.asyncDispose]() {
      abort.abort()
      await closed
    },
  }

  async function read(body: ReadableStream<Uint8Array>): Promise<number> {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const octets of body) {
        text += decoder.decode(octets, { stream: true })
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) {
          const fields = new Map(
            block.split('\n').map((line): [string, string] => [line.split(': ')[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
          )
          const data = fields.get('data')
          if (data === undefined) continue
          const event = JSON.parse(data) as StreamEvent
          if (fields.get('id') !== String(event.seq) || fields.get('event') !== event.type)
            throw new Error(`mislabelled: ${block}`)
          received.add([event])
        }
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error
    }
    return 0
  }
}

function collect() {
  const events: StreamEvent[] = []
  const waiting = new Set<() => void>()
  let isEnded = false
  const wake = () => {
    for (const check of waiting) check()
  }
  function until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look()
        if (found === undefined && !isEnded) return
        waiting.delete(check)
        if (found !== undefined) resolve(found)
        else reject(new Error(`the stream ended after ${JSON.stringify(events.slice(-3))}`))
      }
      waiting.add(check)
      check()
    })
  }
  return {
    events,
    of: <T extends EventType>(type: T) => events.filter((event): event is EventOf<T> => event.type === type),
    add(more: readonly StreamEvent[]) {
      if (!Array.isArray(more)) throw new Error(`a frame is not an array: ${JSON.stringify(more)}`)
      events.push(...more)
      wake()
    },
    end() {
      isEnded = true
      wake()
    },
    next: <T extends EventType>(type: T, fits: (event: EventOf<T>) => boolean = () => true) =>
      until(() => events.find((event): event is EventOf<T> => event.type === type && fits(event as EventOf<T>))),
    until: async (fits: (all: readonly StreamEvent[]) => boolean) => {
      await until(() => (fits(events) ? true : undefined))
    },
  }
}

export interface Upgrade {
  status: number
  headers: IncomingMessage['headers']
  /** Of the answer that refused; empty when it was accepted. */
  text: string
  /** The raw connection, behind the answer; nothing of it is read. */
  socket: Socket
}

/** Asks for a websocket in its own words, and says what was answered. */
export async function upgrade(url: string, path: string, headers: Record<string, string> = {}): Promise<Upgrade> {
  const { hostname, port } = new URL(url)
  const sent = request({
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    path,
    agent: false,
    headers: {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  sent.end()
  const answer = await Promise.race([once(sent, 'upgrade'), once(sent, 'response')])
  const [response, socket = response.socket, head] = answer as [IncomingMessage, Socket?, Buffer?]
  if (head?.length) socket.unshift(head)
  const isAccepted = response.statusCode === 101
  let text = ''
  if (!isAccepted) for await (const octets of response) text += String(octets)
  return { status: response.statusCode ?? 0, headers: response.headers, text, socket }
}

export interface Frame {
  opcode: number
  payload: Buffer
}

const CLOSE = 8

/** Reads frames (RFC 6455 §5.2, unmasked as a server sends them) until one closes, or the connection ends. */
export async function readFrames(socket: Socket): Promise<Frame[]> {
  const pieces: Buffer[] = []
  socket.on('data', (octets: Buffer) => {
    pieces.push(octets)
    if (toFrames(Buffer.concat(pieces)).at(-1)?.opcode === CLOSE) socket.destroy()
  })
  socket.on('error', () => socket.destroy()) // a reset ends it too; what came before counts
  socket.resume()
  await once(socket, 'close')
  return toFrames(Buffer.concat(pieces))
}

/** The whole frames at the start of the octets. */
function toFrames(octets: Buffer): Frame[] {
  const frames: Frame[] = []
  for (let at = 0; ; ) {
    const short = (octets[at + 1] ?? 0) & 0x7f
    const begin = at + 2 + (short === 126 ? 2 : short === 127 ? 8 : 0)
    if (begin > octets.length) return frames
    const length = short === 126 ? octets.readUInt16BE(at + 2) : short === 127 ? Number(octets.readBigUInt64BE(at + 2)) : short
    if (begin + length > octets.length) return frames
    frames.push({ opcode: (octets[at] ?? 0) & 0x0f, payload: octets.subarray(begin, begin + length) })
    at = begin + length
  }
}

/** Follows the live stream over a websocket and picks it up again where it broke. Knows nothing of what the events mean. */
import type { StreamEvent } from '../model/event.ts'
import type { Scope } from './queries.ts'

export type StreamStatus = 'connecting' | 'open' | 'reconnecting'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 10_000

/** @param failures one after another, this one included */
export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
}

export interface StreamOptions {
  /** As for the client: `http://127.0.0.1:8025/`. */
  baseUrl: string
  /** Only what happens to messages that match; else to all. */
  scope?: Scope
  onEvent: (event: StreamEvent) => void
  onStatus?: (status: StreamStatus, failures: number) => void
}

/** @returns a function that closes the stream for good */
export function followStream({ baseUrl, scope = {}, onEvent, onStatus }: StreamOptions): () => void {
  let afterSeq: number | undefined
  let failures = 0
  let closed = false
  let socket: WebSocket | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  function connect(): void {
    onStatus?.(failures === 0 ? 'connecting' : 'reconnecting', failures)
    const target = new URL('api/stream', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
    target.protocol = target.protocol === 'https:' ? 'wss:' : 'ws:'
    for (const [name, value] of Object.entries(scope)) if (value !== undefined) target.searchParams.set(name, value)
    if (afterSeq !== undefined) target.searchParams.set('afterSeq', String(afterSeq))
    socket = new WebSocket(target)
    socket.onmessage = ({ data }) => {
      if (closed) return
      for (const event of JSON.parse(String(data)) as StreamEvent[]) {
        if (event.type === 'hello') {
          failures = 0
          onStatus?.('open', 0)
        }
        afterSeq = event.seq
        onEvent(event)
      }
    }
    socket.onclose = () => {
      if (closed) return
      failures++
      onStatus?.('reconnecting', failures)
      retry = setTimeout(connect, retryDelayMs(failures))
    }
  }

  connect()
  return () => {
    closed = true
    clearTimeout(retry)
    // One that is closed while it connects has browsers complain.
    if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket?.close()
    else socket?.close()
  }
}

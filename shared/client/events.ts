/** Follows the live stream over a websocket and picks it up again where it broke. Knows nothing of what the events mean. */
import type { StreamEvent } from '../model/event.ts'

export type StreamStatus = 'connecting' | 'open' | 'reconnecting'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 10_000

export interface StreamOptions {
  /** As for the client: `http://127.0.0.1:8025/`. */
  baseUrl: string
  onEvent: (event: StreamEvent) => void
  onStatus?: (status: StreamStatus, failures: number) => void
}

/** @returns a function that closes the stream for good */
export function followStream({ baseUrl, onEvent, onStatus }: StreamOptions): () => void {
  let afterSeq: number | undefined
  let failures = 0
  let closed = false
  let socket: WebSocket | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  function connect(): void {
    onStatus?.(failures === 0 ? 'connecting' : 'reconnecting', failures)
    const target = new URL('api/stream', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
    target.protocol = target.protocol === 'https:' ? 'wss:' : 'ws:'
    if (afterSeq !== undefined) target.searchParams.set('afterSeq', String(afterSeq))
    socket = new WebSocket(target)
    socket.onmessage = ({ data }) => {
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
      retry = setTimeout(connect, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)))
    }
  }

  connect()
  return () => {
    closed = true
    clearTimeout(retry)
    socket?.close()
  }
}

/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The live stream as something to loop over. It is read as server-sent events: `fetch` tells what is wrong with a search,
 * where a websocket only closes, and what nobody takes out of the loop stays with the server.
 */
import type { StreamEvent } from '../model/event.ts'
import { MailmittError } from './calls.ts'
import { retryDelayMs } from './events.ts'
import { pause } from './pause.ts'

export interface EventStream extends AsyncIterableIterator<StreamEvent>, AsyncDisposable {
  /** Ends the loop. */
  close: () => Promise<void>
}

/**
 * Opens at once: what happens from now on comes out of it, `hello` first. Where the connection breaks it is picked up again.
 * @param connect asks for the events after this one
 * @throws what `connect` throws, the first time
 */
export async function openEventStream(
  connect: (afterSeq: number | undefined, signal: AbortSignal) => Promise<Response>,
  { afterSeq, signal }: { afterSeq?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<EventStream> {
  const closing = new AbortController()
  const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
  let seq = afterSeq
  const events = follow(await connect(seq, either))

  async function* follow(opened: Response): AsyncGenerator<StreamEvent, undefined> {
    let response: Response | undefined = opened
    for (let failures = 0; !either.aborted; response = undefined) {
      response ??= await reconnect()
      for await (const event of readEvents(response)) {
        failures = 0
        seq = event.seq
        yield event
        if (either.aborted) break
      }
      if (!either.aborted) await pause(retryDelayMs(++failures), either)
    }
    if (!closing.signal.aborted) signal?.throwIfAborted()
  }

  /** @returns nothing when there is nobody, or nobody who can answer yet */
  async function reconnect(): Promise<Response | undefined> {
    return connect(seq, either).catch((error: unknown) => {
      if (error instanceof MailmittError && error.status < 500) throw error
      return undefined
    })
  }

  async function close(): Promise<void> {
    closing.abort()
    await events.return(undefined)
  }

  return {
    next: () => events.next(),
    [Symbol.asyncIterator]() {
      return this
    },
    close,
    // A browser may not know it yet.
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: close }),
  } as EventStream
}

/** Ends where the connection does. */
async function* readEvents(response: Response | undefined): AsyncGenerator<StreamEvent> {
  const reader = response?.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      // However it ended, what comes next is to connect again.
      const { value } = (await reader?.read().catch(() => undefined)) ?? {}
      if (!value) return
      text += decoder.decode(value, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = block.split('\n').find((line) => line.startsWith('data: '))
        if (data !== undefined) yield JSON.parse(data.slice('data: '.length)) as StreamEvent
      }
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}

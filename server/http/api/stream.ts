/** `/api/stream` as a websocket or as server-sent events (API.md §4). The hub knows no sockets, this file no history. */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { StreamEvent } from '../../../shared/model/event.ts'
import { Problem } from '../../../shared/model/problem.ts'
import type { Access, Grant } from '../../access/access.ts'
import { ticks } from '../../clock.ts'
import { AppError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import type { EventFilter } from '../../mail/event-filter.ts'
import type { EventHub, SequencedEvent } from '../../mail/event-hub.ts'
import type { Messages } from '../../mail/messages.ts'
import { wholeNumber } from '../whole-number.ts'
import { InMailbox, Search } from './messages.ts'

/** In so long a time, so many frames go out at once; what comes beyond is a burst, and held until the time is over. */
const WINDOW_MS = 50
const FRAMES_AT_ONCE = 5
/** A client this far behind is cut off and resumes: it must not grow our memory. */
const MAX_BUFFERED_OCTETS = LIMITS.stream.behind.value
const PING_MS = 25_000
const MISSED_PINGS = 2
/** IANA close codes: "Try Again Later", "Going Away". */
const TRY_AGAIN_LATER = 1013
const GOING_AWAY = 1001
const POLICY_VIOLATION = 1008

/** How long a client may take to answer our goodbye; the program does not end before. */
const GOODBYE_MS = 1000

const RETRY_AFTER_SECONDS = 5

const StreamQuery = InMailbox.extend({
  q: Search.shape.q.describe('Only what happens to messages that this search finds: docs/search.md'),
  afterSeq: wholeNumber(0).optional().describe('Resume after this event; server-sent events use Last-Event-ID'),
})

export interface StreamDependencies {
  events: EventHub
  messages: Messages
  access: Access
  version: string
}

/** Events that wait for the store to say which of them match. */
const MAX_HELD = LIMITS.stream.held.value
/** Of them, so many are looked at in one go: other readers wait behind it. */
const FILTERED_AT_ONCE = 250

interface FeedRequest {
  afterSeq: number | undefined
  filter: EventFilter | undefined
  grant: Grant
}

/** What both transports offer the feed. */
interface Sink {
  send: (events: readonly StreamEvent[]) => void
  bufferedOctets: () => number
  /** @param code of a websocket; server-sent events end without one */
  close: (code: number, reason: string) => void
}

export const streamRoutes: FastifyPluginAsyncZod<StreamDependencies> = async (app, { events, messages, access, version }) => {
  const open = new Set<Sink>()
  app.addHook('preClose', async () => {
    for (const sink of open) sink.close(GOING_AWAY, 'Mailmitt is stopping')
    open.clear()
  })

  let clients = 0
  /** From now until its connection, or its answer, is over. */
  const admit = (request: FastifyRequest, reply: FastifyReply) => {
    const limit = LIMITS.stream.clients.value
    if (clients >= limit) {
      reply.header('retry-after', RETRY_AFTER_SECONDS)
      throw new AppError(
        'unavailable',
        `${limit.toLocaleString('en')} clients follow the stream already; try again when one has left`,
      )
    }
    clients++
    const over = request.ws ? request.raw.socket : reply.raw
    over.once('close', () => clients--)
  }

  /** @returns a function that ends the feed */
  async function feed(sink: Sink, { afterSeq, filter, grant }: FeedRequest): Promise<() => void> {
    // Taken before the cursor: what happens in between is delivered twice over rather than never.
    const seq = afterSeq ?? events.seq
    let held: SequencedEvent[] = []
    let isFiltering = false
    let timer: NodeJS.Timeout | undefined
    let windowStart = Number.NEGATIVE_INFINITY
    let frames = 0
    const cutOff = (why: string) => {
      end()
      sink.close(TRY_AGAIN_LATER, why)
    }
    const deliver = (batch: readonly StreamEvent[]) => {
      if (batch.length === 0 || !open.has(sink)) return
      if (sink.bufferedOctets() > MAX_BUFFERED_OCTETS) return cutOff('Too slow; resume with afterSeq')
      sink.send(batch)
      frames++
    }
    const flush = () => {
      const batch = held.splice(0, filter ? FILTERED_AT_ONCE : held.length)
      timer = undefined
      if (!filter) return deliver(batch)
      // What comes while the store is asked waits for the answer: order is kept.
      isFiltering = true
      filter(batch)
        .then(deliver, () => cutOff('Cannot search; resume with afterSeq'))
        .finally(() => {
          isFiltering = false
          if (held.length > 0 && open.has(sink)) schedule()
        })
    }
    const schedule = () => {
      if (!isFiltering) timer ??= setTimeout(flush, delayMs())
    }
    /** @returns how long an event that comes now is held back */
    const delayMs = (): number => {
      const elapsed = ticks() - windowStart
      if (elapsed >= WINDOW_MS) {
        windowStart = ticks()
        frames = 0
      }
      return frames < FRAMES_AT_ONCE ? 0 : WINDOW_MS - elapsed
    }
    open.add(sink)
    const unwatch = access.watch(grant, () => {
      end()
      sink.close(POLICY_VIOLATION, 'What let you in has been taken away')
    })
    let unsubscribe: () => void = () => undefined
    const cursor = await messages.cursor().catch((error: unknown) => {
      end()
      throw error
    })
    if (!open.has(sink)) return end
    sink.send([{ type: 'hello', seq, version, cursor }])
    unsubscribe = events.subscribe(seq, (event) => {
      held.push(event)
      if (held.length > MAX_HELD) cutOff('Too much at once; resume with afterSeq')
      else schedule()
    })
    function end(): void {
      clearTimeout(timer)
      unwatch()
      unsubscribe()
      held = []
      open.delete(sink)
    }
    return end
  }

  /** @throws {AppError} `invalid` */
  function filterFor({ query, grant }: FastifyRequest): EventFilter | undefined {
    const scope = query as z.output<typeof StreamQuery>
    return messages.filterEvents({ ...scope, isConfined: grant.mailbox !== undefined })
  }

  app.route({
    method: 'GET',
    url: '/stream',
    exposeHeadRoute: false,
    config: { scope: 'read', mailbox: 'query' },
    schema: {
      operationId: 'stream',
      summary:
        'Live events, as a websocket (frames are JSON arrays of events) or, with Accept: text/event-stream, as server-sent events',
      querystring: StreamQuery,
      response: {
        200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
        400: Problem,
        503: Problem,
      },
    },
    // Before the upgrade: a websocket has no words for what is wrong with a search.
    preHandler: async (request, reply) => {
      filterFor(request)
      admit(request, reply)
    },
    handler: async (request, reply) => {
      const lastEventId = Number(request.headers['last-event-id'])
      // A browser that reconnects asks the same address again, and says by Last-Event-ID how far it came.
      const afterSeq = Number.isSafeInteger(lastEventId) && lastEventId > 0 ? lastEventId : request.query.afterSeq
      const filter = filterFor(request)
      // Once the answer has begun it cannot become a problem any more.
      await messages.cursor()
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        ...(reply.getHeaders() as Record<string, string>),
      })
      const sink: Sink = {
        send: (batch) =>
          raw.write(batch.map((event) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')),
        bufferedOctets: () => raw.writableLength,
        // end() would wait for a reader that does not read.
        close: (code) => (code === TRY_AGAIN_LATER ? raw.destroy() : raw.end()),
      }
      const ping = setInterval(() => raw.write(': ping\n\n'), PING_MS)
      const gone = new Promise((resolve) => raw.once('close', resolve))
      try {
        const end = await feed(sink, { afterSeq, filter, grant: request.grant })
        await gone
        end()
      } catch (error) {
        request.log.error({ err: error }, 'stream failed')
        raw.destroy()
      } finally {
        clearInterval(ping)
      }
    },
    wsHandler: (socket, request: FastifyRequest) => {
      const { afterSeq } = request.query as z.output<typeof StreamQuery>
      const sink: Sink = {
        send: (batch) => socket.send(JSON.stringify(batch)),
        bufferedOctets: () => socket.bufferedAmount,
        close(code, reason) {
          socket.close(code, reason)
          if (code === GOING_AWAY) setTimeout(() => socket.terminate(), GOODBYE_MS).unref()
        },
      }
      let missed = 0
      const ping = setInterval(() => {
        if (missed++ === MISSED_PINGS) return socket.terminate()
        socket.ping()
      }, PING_MS)
      socket.on('pong', () => {
        missed = 0
      })
      const feeding = feed(sink, { afterSeq, filter: filterFor(request), grant: request.grant })
      feeding.catch((error: unknown) => {
        // A storage that cannot be written has said so itself, once; clients ask again and again.
        if (!(error instanceof AppError)) request.log.error({ err: error }, 'stream failed')
        socket.close(TRY_AGAIN_LATER, 'Cannot read messages')
      })
      socket.on('close', () => {
        clearInterval(ping)
        feeding.then(
          (end) => end(),
          () => undefined,
        )
      })
    },
  })
}

/** When a call that goes on for long has to end: its client has gone away, or the server stops. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { AppError } from '../errors.ts'

/** So much longer may it go on after the server was told to stop; then there is time left to say how far it came. */
const LAST_WORK_MS = 1000

/**
 * @param lastWorkMs how long work goes on after that
 * @returns what gives the signal for a call: with its reply, also when nobody waits for that any more
 */
export function createEnding(
  app: Pick<FastifyInstance, 'addHook'>,
  lastWorkMs = LAST_WORK_MS,
): (reply?: FastifyReply) => AbortSignal {
  const stopping = new AbortController()
  app.addHook('preClose', async () => {
    setTimeout(() => stopping.abort(new AppError('unavailable', 'Mailmitt is stopping')), lastWorkMs).unref()
  })
  return (reply) => {
    if (!reply) return stopping.signal
    const answering = new AbortController()
    // Fastify's own `request.signal` says so when the request has been read, too.
    reply.raw.once('close', () => answering.abort())
    return AbortSignal.any([answering.signal, stopping.signal])
  }
}

/** How connections end when the server stops: none is kept for a next request, and who asks now is told to come back. */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'

const RETRY_AFTER_SECONDS = 1

export function addStopping(app: FastifyInstance): void {
  const sockets = new Set<Socket>()
  let isStopping = false

  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', async () => {
    isStopping = true
    // For Node one that has asked nothing yet is not idle; a client may keep some in store.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  })
  app.addHook('onRequest', async (_request, reply) => {
    if (!isStopping) return
    reply.header('retry-after', RETRY_AFTER_SECONDS)
    throw new AppError('unavailable', 'Mailmitt is stopping')
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    if (isStopping) reply.header('connection', 'close')
    return payload
  })
}

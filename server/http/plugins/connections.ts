/** How many connections there are at once. One more is told so, in the only words that need no request. */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { refuseConnection } from './errors.ts'

export function addConnectionLimit(app: FastifyInstance, { maxConnections }: { maxConnections: number }): void {
  let open = 0
  app.server.on('connection', (socket: Socket) => {
    open++
    socket.once('close', () => open--)
    if (open > maxConnections)
      refuseConnection(socket, {
        status: 503,
        title: 'Unavailable',
        code: 'unavailable',
        detail: `There are ${maxConnections} connections already; close some, or see --max-http-connections`,
      })
  })
}

/** A reverse proxy as people set them up: it serves Mailmitt below a path, which it takes away, and passes websockets. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export async function startPrefixProxy(target: string, prefix: string): Promise<{ url: string } & AsyncDisposable> {
  const { hostname, port } = new URL(target)
  const strip = (url = '/') => url.slice(prefix.length) || '/'

  const server = createServer((incoming, answer) => {
    if (!incoming.url?.startsWith(prefix)) {
      answer.writeHead(404).end()
      return
    }
    const outgoing = request({ hostname, port, method: incoming.method, path: strip(incoming.url), headers: incoming.headers })
    outgoing.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
    })
    outgoing.on('error', () => answer.destroy())
    incoming.pipe(outgoing)
  })
  server.on('upgrade', (incoming: IncomingMessage, socket, head) => {
    const upstream = connect(Number(port), hostname, () => {
      const headers = incoming.rawHeaders.flatMap((text, index, all) => (index % 2 === 0 ? [`${text}: ${all[index + 1]}`] : []))
      upstream.write([`GET ${strip(incoming.url)} HTTP/1.1`, ...headers, '', ''].join('\r\n'))
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
    socket.on('error', () => upstream.destroy())
  })
  // An upgraded connection is no longer the server's to close.
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** The ceiling: the same smtp-server, throwing everything away. Its greeting delay is taken out, as ours is. */
import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'

class EagerConnection extends SMTPConnection {
  override init(): void {
    this._setListeners(() => this.connectionReady())
  }
}

class DiscardServer extends SMTPServer {
  override connect(socket: Socket, socketOptions: object): void {
    const connection = new EagerConnection(this, socket, socketOptions)
    this.connections.add(connection)
    connection.on('error', (error) => this._onError(error))
    connection.init()
  }
}

const server = new DiscardServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  onData: (stream, _session, done) => {
    stream.resume()
    stream.on('end', () => done())
  },
})
server.on('error', (error) => process.stderr.write(`${error.message}\n`))
server.listen(0, '127.0.0.1', () => {
  const address = server.server.address()
  process.stdout.write(`ready ${typeof address === 'object' ? address?.port : ''}\n`)
})

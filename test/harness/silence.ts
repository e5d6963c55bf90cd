/** Silence on the connections of servers in this process, without the wait for it. */
import { Server, Socket } from 'node:net'
import { vi } from 'vitest'

export interface Silences extends Disposable {
  /** How long the connection that was accepted last may be silent, as its server told Node. */
  allowedMs: () => number | undefined
  /** That much of it: what Node does then is done at once. */
  pass: () => void
}

/** Watches what servers accept from here on. */
export function watchSilences(): Silences {
  const asked = vi.spyOn(Socket.prototype, 'setTimeout')
  const told = vi.spyOn(Server.prototype, 'emit')
  const accepted = () => {
    const socket: unknown = told.mock.calls.findLast(([event]) => String(event) === 'connection')?.[1]
    if (!(socket instanceof Socket)) throw new Error('no connection was accepted')
    return socket
  }
  return {
    allowedMs() {
      const socket = accepted()
      return asked.mock.calls[asked.mock.contexts.lastIndexOf(socket)]?.[0]
    },
    pass: () => void accepted().setTimeout(1),
    [Symbol.dispose]() {
      asked.mockRestore()
      told.mockRestore()
    },
  }
}

/**
 * Loaded before the program (`node --require`), in each of its threads: writes down every connection it opens, every name it
 * looks up and every program it starts, where Node itself begins them, so that no way around is missed. Ours tells nothing else.
 */
const { createHook } = require('node:async_hooks')
const { appendFileSync } = require('node:fs')

const OUTBOUND = new Set([
  'TCPCONNECTWRAP',
  'PIPECONNECTWRAP',
  'UDPSENDWRAP',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
  'PROCESSWRAP',
])

createHook({
  init(_id, type) {
    if (!OUTBOUND.has(type)) return
    const stack = new Error(type).stack ?? ''
    appendFileSync(process.env.OUTBOUND_FILE ?? '', `${JSON.stringify({ type, stack })}\n`)
  },
}).enable()

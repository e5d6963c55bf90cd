/** Runs a program and stands in for it: its signals go on to it, its exit code comes back. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** npm hands a signal on to its child even when the terminal has already sent it to the whole group. */
const SAME_SIGNAL_MS = 200

const PARENT_CHECK_MS = 500

/** @type {NodeJS.Signals[]} */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} the exit code; 128 + n when signal n ended it
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that Ctrl-C reaches the program through us, once, and a second one means a second one.
    const isWindows = process.platform === 'win32'
    const child = spawn(command, args, { stdio: 'inherit', detached: !isWindows, ...options })

    /** @type {Map<NodeJS.Signals, number>} */
    const lastAt = new Map()
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      const now = performance.now()
      const isSame = now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS
      lastAt.set(signal, now)
      if (!isSame && !isWindows) child.kill(signal)
    }
    for (const signal of FORWARDED) process.on(signal, forward)
    // npm runs scripts through a shell, which dies of a SIGTERM without handing it on.
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      forward('SIGTERM')
    }, PARENT_CHECK_MS)

    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      for (const name of FORWARDED) process.off(name, forward)
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM'])
    })
  })
}

/** One install or build at a time in a working copy, across processes. A holder that died gives its lock up. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { inRoot } from './node.js'

const POLL_MS = 100
const LOCK = inRoot('.cache/build.lock')

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(work) {
  mkdirSync(inRoot('.cache'), { recursive: true })
  for (let waited = false; !tryLock(); waited = true) {
    if (!waited) console.error(`Waiting for another install or build of this copy (remove ${LOCK} if there is none).`)
    await delay(POLL_MS)
  }
  // Also when the process ends itself half-way.
  const unlock = () => rmSync(LOCK, { force: true })
  process.once('exit', unlock)
  try {
    return await work()
  } finally {
    process.off('exit', unlock)
    unlock()
  }
}

/** @returns {boolean} whether the lock is ours now */
function tryLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    if (!isAbandoned()) return false
    removeAbandoned()
    return tryLock()
  }
}

function isAbandoned() {
  try {
    // Empty for an instant, between the file's creation and its content: then process 0, our own group, is alive.
    process.kill(Number(readFileSync(LOCK, 'utf8')), 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}

/** By way of a rename, which only one of several waiting processes can do. */
function removeAbandoned() {
  const aside = `${LOCK}.${process.pid}`
  try {
    renameSync(LOCK, aside)
    rmSync(aside)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
  }
}

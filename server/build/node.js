/** Where the package stands and which Node runs it. Works on Node 20 and before anything is installed. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.js'

const DEVELOPED_ON = 24

export const root = resolve(fileURLToPath(import.meta.url), '../../..')

/** @param {string[]} segments */
export const inRoot = (...segments) => resolve(root, ...segments)

const isRecent = () => Number(process.versions.node.split('.')[0]) >= DEVELOPED_ON

/**
 * The Node that the private workspace `test/` brings, where there is one for this platform; else the running one.
 * @returns {string} path of the program
 */
export function pinnedNode() {
  const pinned = inRoot('node_modules/.bin/node')
  if (existsSync(pinned)) return pinned
  if (isRecent()) return process.execPath
  throw new Error(
    `Mailmitt is developed on Node ${DEVELOPED_ON}, and this is ${process.version}: install Node ${DEVELOPED_ON} and try again.`,
  )
}

/**
 * For programs that run TypeScript: starts `file` again on the pinned Node when a shell gave it an older one.
 * @param {string} file
 */
export async function ensureNode(file) {
  if (!isRecent()) process.exit(await run(pinnedNode(), [fileURLToPath(file), ...process.argv.slice(2)]))
}

/** Installs the dependencies when they are missing or are not those of package-lock.json. Needs nothing but Node and npm. */
import { lstatSync, readFileSync, unlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withLock } from './lock.js'
import { inRoot, root } from './node.js'
import { run } from './run.js'

/** @typedef {Record<string, { version?: string, link?: boolean, optional?: boolean }>} Packages */

export async function ensureInstalled() {
  if (isInstalled()) return
  await withLock(async () => {
    if (isInstalled()) return
    console.error('Installing dependencies…')
    const startedAt = performance.now()
    unlinkShared()
    // npm's engine warnings are about Node 20, which from here on only starts the pinned Node.
    const args = ['ci', '--loglevel=error', '--prefer-offline']
    const code = await run('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`)
    console.error(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  })
}

/** Through a link, npm would empty the folder of another checkout. */
function unlinkShared() {
  const folder = inRoot('node_modules')
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(folder)
}

/** npm lists what it has installed in a hidden lockfile, written last; packages for other platforms are not in it. */
function isInstalled() {
  const wanted = readPackages('package-lock.json')
  const present = readPackages('node_modules/.package-lock.json')
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (link || !path.includes('node_modules/')) return true
    return path in present ? present[path]?.version === version : optional === true
  })
}

/**
 * @param {string} file
 * @returns {Packages}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(inRoot(file), 'utf8')).packages
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return {}
    throw error
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureInstalled()

/** Builds what is stale of `dist/`: `node server/build/build.js [server] [web] [client]`. Each part appears whole or not at all. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.js'
import { ensureNode, inRoot } from './node.js'
import { hashInputs, markBuilt, staleTargets, TARGET_NAMES, TARGETS } from './targets.js'

await ensureNode(import.meta.url)

/** @type {Record<import('./targets.js').TargetName, () => Promise<(outDir: string) => Promise<void>>>} */
const builders = {
  server: async () => (await import('./build-server.js')).buildServer,
  web: async () => (await import('./build-web.js')).buildWeb,
  client: async () => (await import('./build-client.js')).buildClient,
}

const asked = TARGET_NAMES.filter((name) => process.argv.length === 2 || process.argv.includes(name))
await withLock(async () => {
  for (const name of staleTargets(asked)) {
    const startedAt = performance.now()
    const hash = hashInputs(name)
    const outDir = inRoot('.cache/build', name)
    rmSync(outDir, { recursive: true, force: true })
    mkdirSync(outDir, { recursive: true })
    const build = await builders[name]()
    await build(outDir)
    for (const folder of TARGETS[name].outputs) replace(inRoot('dist', folder), join(outDir, folder))
    rmSync(outDir, { recursive: true })
    markBuilt(name, hash)
    console.error(`Built ${name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  }
})

/**
 * By renames, so that no one reads half a build.
 * @param {string} target
 * @param {string} source
 */
function replace(target, source) {
  mkdirSync(inRoot('dist'), { recursive: true })
  const aside = `${source}.old`
  rmSync(aside, { recursive: true, force: true })
  if (existsSync(target)) renameSync(target, aside)
  renameSync(source, target)
  rmSync(aside, { recursive: true, force: true })
}

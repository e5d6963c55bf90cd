/** Builds the web app with its own Vite configuration, and compresses it once for all who ask for it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib'
import { build } from 'vite'
import { inRoot } from './node.js'
import { bundledPackages } from './packages.js'
import { SBOM_FILE, toSbom } from './sbom.js'

const COMPRESSED = new Set(['.js', '.css', '.svg'])
/** What fits into a packet or two arrives no sooner. */
const MIN_OCTETS = 2048

/** @param {string} outDir */
export async function buildWeb(outDir) {
  const folder = join(outDir, 'web')
  const result = await build({
    root: inRoot('web'),
    configFile: inRoot('web/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true, license: { fileName: 'licenses.md' } },
  })
  const bundles = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  const modules = bundles.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
  writeFileSync(join(folder, SBOM_FILE), toSbom('web', bundledPackages(modules)))
  compressFiles(folder)
}

/**
 * Beside each file that is worth it, for `preCompressed` of @fastify/static.
 * @param {string} folder
 */
function compressFiles(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!COMPRESSED.has(extname(name))) continue
    const path = join(folder, name)
    const octets = readFileSync(path)
    if (octets.length < MIN_OCTETS) continue
    writeFileSync(`${path}.gz`, gzipSync(octets, { level: zlib.Z_BEST_COMPRESSION }))
    writeFileSync(`${path}.br`, brotliCompressSync(octets, { params: { [zlib.BROTLI_PARAM_SIZE_HINT]: octets.length } }))
  }
}

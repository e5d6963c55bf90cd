/** Builds the web app with its own Vite configuration. */
import { join } from 'node:path'
import { build } from 'vite'
import { inRoot } from './node.js'

/** @param {string} outDir */
export async function buildWeb(outDir) {
  await build({
    root: inRoot('web'),
    configFile: inRoot('web/vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: join(outDir, 'web'), emptyOutDir: true, license: { fileName: 'licenses.md' } },
  })
}

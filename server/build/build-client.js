/** Builds `mailmitt/client` and the helpers for test runners: modules without a dependency, and declarations that need none either. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { writeDeclarations } from './declarations.js'
import { inRoot, root } from './node.js'

const CLIENT = { client: 'shared/client/client.ts' }
const JEST = { jest: 'shared/testing/jest.ts' }
const HELPERS = { ...JEST, vitest: 'shared/testing/vitest.ts', playwright: 'shared/testing/playwright.ts' }

/** One copy of it, whose errors are those of `mailmitt/client`. */
const publishedClient = {
  name: 'published-client',
  /** @param {string} source */
  resolveId: (source) =>
    source.endsWith('/client/client.ts') ? { id: '../client/client.js', external: /** @type {const} */ (true) } : undefined,
}

/** @param {string} outDir */
export async function buildClient(outDir) {
  await bundle(CLIENT, 'client', outDir)
  await bundle(HELPERS, 'testing', outDir)
  const workDir = join(outDir, 'declarations')
  mkdirSync(workDir)
  await writeDeclarations(outDir, workDir)

  // For Jest, whose loader takes no modules from `require`. The declarations are the same, but tell of CommonJS here.
  await bundle(CLIENT, 'cjs/client', outDir, 'cjs')
  await bundle(JEST, 'cjs/testing', outDir, 'cjs')
  writeFileSync(join(outDir, 'cjs/package.json'), '{"type":"commonjs"}\n')
  for (const folder of ['client', 'testing'])
    cpSync(join(outDir, folder), join(outDir, 'cjs', folder), {
      recursive: true,
      filter: (source) => !/(\.js|\.map|\/(vitest|playwright)\.d\.ts)$/.test(source),
    })
}

/**
 * @param {Record<string, string>} input
 * @param {string} folder of `dist/`
 * @param {string} outDir
 * @param {'esm' | 'cjs'} [format]
 */
async function bundle(input, folder, outDir, format = 'esm') {
  const built = await rolldown({
    cwd: root,
    input,
    platform: 'neutral',
    external: ['vitest', '@playwright/test'],
    plugins: folder.endsWith('testing') ? [publishedClient] : [],
    logLevel: 'warn',
  })
  const { output } = await built.generate({
    format,
    dir: inRoot('dist', folder),
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    sourcemap: true,
  })
  await built.close()
  mkdirSync(join(outDir, folder), { recursive: true })
  for (const file of output) writeFileSync(join(outDir, folder, file.fileName), file.type === 'chunk' ? file.code : file.source)
}

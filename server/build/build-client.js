/** Builds `mailmitt/client`: modules without a dependency, and declarations that need none either. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { writeDeclarations } from './declarations.js'
import { inRoot, root } from './node.js'

/** @param {string} outDir */
export async function buildClient(outDir) {
  const input = { client: 'shared/client/client.ts' }
  const bundle = await rolldown({ cwd: root, input, platform: 'neutral', logLevel: 'warn' })
  const { output } = await bundle.generate({
    format: 'esm',
    dir: inRoot('dist/client'),
    entryFileNames: '[name].js',
    sourcemap: true,
  })
  await bundle.close()
  mkdirSync(join(outDir, 'client'))
  for (const file of output) writeFileSync(join(outDir, 'client', file.fileName), file.type === 'chunk' ? file.code : file.source)

  const workDir = join(outDir, 'declarations')
  mkdirSync(workDir)
  await writeDeclarations(join(outDir, 'client'), workDir)
}

/** Bundles the server for Node: one flat folder, so that workers find each other beside `import.meta.url`. */
import { chmodSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { writeServerDeclarations } from './declarations.js'
import { collectLicenses } from './licenses.js'
import { inRoot, root } from './node.js'
import { keepOwnSources } from './own-source-map.js'
import { bundledPackages, installedPackages, readPackage } from './packages.js'
import { SBOM_FILE, toSbom } from './sbom.js'

const ENTRIES = {
  main: 'server/main.ts',
  index: 'server/index.ts',
  'sqlite-worker': 'server/store/sqlite/sqlite-worker.ts',
  'parse-worker': 'server/mail/parse-worker.ts',
  'content-worker': 'server/mail/content-worker.ts',
  'render-worker': 'server/mail/render-worker.ts',
}

const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')))

/** better-sqlite3 finds its binary beside its own files. */
const EXTERNAL = ['better-sqlite3']

/** One copy of the client, so that an error of an embedded server's client is a `MailmittError` of `mailmitt/client`. */
const publishedClient = {
  name: 'published-client',
  /** @param {string} source */
  resolveId: (source) =>
    source.endsWith('/shared/client/client.ts')
      ? { id: '../client/client.js', external: /** @type {const} */ (true) }
      : undefined,
}

/** @param {string} outDir */
export async function buildServer(outDir) {
  await bundleServer(join(outDir, 'server'))
  cpSync(inRoot('server/mailmitt.js'), join(outDir, 'server/mailmitt.js'))
  chmodSync(join(outDir, 'server/mailmitt.js'), 0o755)
  cpSync(inRoot('server/store/sqlite/migrations'), join(outDir, 'server/migrations'), { recursive: true })
  copySwaggerUi(join(outDir, 'docs'))
  const workDir = join(outDir, 'declarations')
  mkdirSync(workDir)
  await writeServerDeclarations(join(outDir, 'server'), workDir)
}

/** @param {string} outDir */
async function bundleServer(outDir) {
  const bundle = await rolldown({
    cwd: root,
    input: ENTRIES,
    platform: 'node',
    external: EXTERNAL,
    plugins: [publishedClient],
    logLevel: 'warn',
  })
  const { output } = await bundle.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // Names of functions and classes stay: they stand in stack traces and in logged errors.
    minify: { compress: true, mangle: { keepNames: true }, codegen: true },
    comments: false,
    sourcemap: 'hidden',
    // Nothing is written there yet: the sources in the maps are relative to it.
    dir: inRoot('dist/server'),
  })
  await bundle.close()

  mkdirSync(outDir, { recursive: true })
  for (const chunk of output) {
    if (chunk.type !== 'chunk') continue
    const file = join(outDir, chunk.fileName)
    const map = chunk.map && keepOwnSources(chunk.map)
    if (map) writeFileSync(`${file}.map`, JSON.stringify(map))
    writeFileSync(file, map ? `${chunk.code}\n//# sourceMappingURL=${chunk.fileName}.map\n` : chunk.code)
  }
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
  const bundled = bundledPackages(modules)
  writeFileSync(join(outDir, 'licenses.txt'), collectLicenses(bundled))
  // With what is installed beside the bundle, and what is copied into it.
  const shipped = [...bundled, ...installedPackages(), readPackage(SWAGGER_UI)]
  writeFileSync(join(outDir, SBOM_FILE), toSbom('server', shipped))
}

/** Only what the page of `/api/docs` loads. @param {string} outDir */
function copySwaggerUi(outDir) {
  const wanted = /^(swagger-ui\.css|swagger-ui-bundle\.js|LICENSE|NOTICE)$/
  mkdirSync(outDir, { recursive: true })
  for (const file of readdirSync(SWAGGER_UI)) if (wanted.test(file)) cpSync(join(SWAGGER_UI, file), join(outDir, file))
}

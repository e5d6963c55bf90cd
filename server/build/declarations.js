/** Declarations of `mailmitt`, `mailmitt/client` and the test helpers. The model's schemas become plain types, so that a consumer needs no zod. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { inRoot, pinnedNode, root } from './node.js'
import { run } from './run.js'
import { typeFromJsonSchema } from './type-from-json-schema.js'

/**
 * @param {string} outDir where the folders `client` and `testing` are
 * @param {string} workDir an empty folder inside the package
 */
export async function writeDeclarations(outDir, workDir) {
  const model = await declareModel()
  mkdirSync(join(workDir, 'client/search'), { recursive: true })
  writeFileSync(join(outDir, 'client/model.d.ts'), model)
  writeFileSync(join(workDir, 'client/model.d.ts'), model)

  // Compiled against the plain types, so that they stand by name in what tsc writes, and must fit.
  copySources('shared/client', join(workDir, 'client'), '.')
  copySources('shared/search', join(workDir, 'client/search'), '..')
  copySources('shared/testing', join(workDir, 'testing'), '.')
  await declareFolder('client', 'client.ts', outDir, workDir)
  await declareFolder('testing', '*.ts', outDir, workDir)
}

/**
 * @param {'client' | 'testing'} folder
 * @param {string} files
 * @param {string} outDir
 * @param {string} workDir
 */
async function declareFolder(folder, files, outDir, workDir) {
  const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: 'emitted', rootDir: '.' }
  writeFileSync(
    join(workDir, 'tsconfig.json'),
    JSON.stringify({ extends: inRoot(`shared/${folder}/tsconfig.json`), compilerOptions, include: [`${folder}/${files}`] }),
  )
  await compile(workDir, `shared/${folder} does not compile against the declarations of the model`)
  const emitted = join(workDir, 'emitted', folder)
  for (const file of readdirSync(emitted, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'))) {
    mkdirSync(dirname(join(outDir, folder, file)), { recursive: true })
    writeFileSync(join(outDir, folder, file), asPublished(readFileSync(join(emitted, file), 'utf8')))
  }
}

/**
 * @param {string} from
 * @param {string} to
 * @param {string} top
 */
function copySources(from, to, top) {
  mkdirSync(to, { recursive: true })
  for (const file of readdirSync(inRoot(from)).filter((name) => name.endsWith('.ts')))
    writeFileSync(join(to, file), pointTo(top, readFileSync(inRoot(from, file), 'utf8')))
}

/** A module of ours, in a statement or a type: `from './a.ts'`, `import("./a.ts")`. */
const RELATIVE = /(?<=(?:from |import\()['"])(\.[^'"]+)\.ts(?=['"])/g

/**
 * Of the server's declarations those that its entry needs, which are few: what it returns is the client and plain types.
 * @param {string} outDir
 * @param {string} workDir an empty folder inside the package
 */
export async function writeServerDeclarations(outDir, workDir) {
  const emitted = join(workDir, 'emitted')
  const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: emitted, rootDir: root }
  writeFileSync(
    join(workDir, 'tsconfig.json'),
    JSON.stringify({ extends: inRoot('server/tsconfig.json'), compilerOptions, include: [], files: [inRoot('server/index.ts')] }),
  )
  await compile(workDir, 'server/index.ts does not compile')

  const files = ['index.d.ts']
  for (const file of files) {
    const source = readFileSync(join(emitted, 'server', file), 'utf8').replaceAll(
      '../shared/client/client.ts',
      '../client/client.js',
    )
    for (const [, path = ''] of source.matchAll(RELATIVE)) {
      const needed = `${join(dirname(file), path)}.d.ts`
      if (!files.includes(needed)) files.push(needed)
    }
    mkdirSync(join(outDir, dirname(file)), { recursive: true })
    writeFileSync(join(outDir, file), asPublished(source))
  }
}

/** @param {string} source */
function asPublished(source) {
  return source.replaceAll(RELATIVE, (specifier) => specifier.replace(/ts$/, 'js'))
}

/**
 * @param {string} project folder of a tsconfig.json
 * @param {string} failure
 */
async function compile(project, failure) {
  const code = await run(pinnedNode(), [inRoot('node_modules/typescript/bin/tsc'), '-p', project], { cwd: root })
  if (code !== 0) throw new Error(failure)
}

/**
 * All modules of the model are one declaration file here, and the search lies below the client.
 * @param {string} top of the declarations, from where this one lies
 * @param {string} source
 */
function pointTo(top, source) {
  const lines = source
    .replaceAll(/'\.\.\/model\/[\w-]+\.ts'/g, `'${top}/model.js'`)
    .replaceAll(/'\.\.\/search\/([\w-]+)\.ts'/g, "'./search/$1.js'")
    .replaceAll(/'(\.\/|\.\.\/client\/)([\w-]+)\.ts'/g, "'$1$2.js'")
    .split('\n')
  return lines.filter((line, index) => !line.startsWith('export type *') || lines.indexOf(line) === index).join('\n')
}

async function declareModel() {
  const folder = inRoot('shared/model')
  const declarations = []
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()) {
    const source = readFileSync(join(folder, file), 'utf8')
    const schemas = await import(pathToFileURL(join(folder, file)).href)
    declarations.push(...declareSchemas(source, schemas), ...plainTypes(source))
  }
  return `${declarations.join('\n\n')}\n`
}

/**
 * @param {string} source
 * @param {Record<string, import('zod').ZodType>} schemas the module made from `source`
 */
function declareSchemas(source, schemas) {
  return [...source.matchAll(/^export type (\w+) = z\.(infer|input|output)<typeof (\w+)>$/gm)].map(
    ([, name = '', side, schema = '']) => {
      const zodType = schemas[schema]
      if (!zodType) throw new Error(`shared/model exports the type ${name} but not its schema ${schema}`)
      const jsonSchema = z.toJSONSchema(zodType, { io: side === 'input' ? 'input' : 'output' })
      const comment = new RegExp(String.raw`^/\*\*.*\*/\n(?=export const ${schema} =)`, 'm').exec(source)?.[0] ?? ''
      return `${comment}export type ${name} = ${typeFromJsonSchema(jsonSchema)}`
    },
  )
}

/**
 * Types that no schema stands behind, as they are.
 * @param {string} source
 */
function plainTypes(source) {
  return source.match(/^(?:\/\*\*.*\*\/\n)?(?:export )?(?:type|interface) (?!\w+ = z\.)[^\n]*(?:\n[ }][^\n]*)*/gm) ?? []
}

/** A reader's project: files of docs/ci-testing.md as they stand there, the packages they import, and an app under test. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** In node_modules: what is linked there. Mailmitt is copied, since runners take what lies elsewhere for source. */
const LINKED = [
  ...['node', 'tsc', 'vitest', 'jest', 'playwright'].map((name) => [`.bin/${name}`, `node_modules/.bin/${name}`] as const),
  ...['better-sqlite3', 'vitest', 'jest', '@playwright', '@types'].map((name) => [name, `node_modules/${name}`] as const),
] as const

/** Each example begins with a comment that names its file. */
const EXAMPLE = /^```\w+\n((?:<\?php )?(?:#|\/\/|<!--) (\S+\.\w+)[\s\S]*?)^```/gm

/** Content by file name. */
export const examples = new Map(
  [...readFileSync(`${root}docs/ci-testing.md`, 'utf8').matchAll(EXAMPLE)].map(([, content = '', name = '']) => [name, content]),
)

export interface Project extends AsyncDisposable {
  path: TemporaryFolder['path']
  /** A command there, until all that it started has ended. */
  run: (command: string, env?: Record<string, string>) => Promise<{ code: number | null; output: string }>
  /** The same, and what it leaves in the background runs on. */
  start: (command: string, env?: Record<string, string>) => Promise<{ code: number | null; ended: Promise<unknown> }>
}

/**
 * @param names of files of the page
 * @param files others, by name: what a reader has already
 */
export async function createProject(names: readonly string[], files: Record<string, string> = {}): Promise<Project> {
  const folder = await temporaryFolder()
  await mkdir(folder.path('node_modules/.bin'), { recursive: true })
  for (const name of ['package.json', 'dist'])
    await cp(root + name, folder.path('node_modules/mailmitt', name), { recursive: true })
  await symlink('../mailmitt/dist/server/mailmitt.js', folder.path('node_modules/.bin/mailmitt'))
  for (const [name, target] of LINKED) await symlink(root + target, folder.path('node_modules', name))
  for (const [name, content] of [...Object.entries(files), ...names.map((name) => [name, example(name)] as const)]) {
    await mkdir(dirname(folder.path(name)), { recursive: true })
    await writeFile(folder.path(name), content)
  }
  function spawnHere(command: string, env: Record<string, string>) {
    const PATH = [folder.path('node_modules/.bin'), process.env.PATH].join(delimiter)
    const { HOME = '' } = process.env
    return spawn('bash', ['-eo', 'pipefail', '-c', command], {
      cwd: folder.path(),
      // Their ports are fixed ones, and other tests run beside.
      env: { HOME, TMPDIR: folder.path(), MAILMITT_IMAP: 'off', MAILMITT_POP3: 'off', ...env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
  return {
    path: folder.path,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    async run(command, env = {}) {
      const child = spawnHere(command, env)
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
      return { code, output: stdout + stderr }
    },
    async start(command, env = {}) {
      const child = spawnHere(command, env)
      for (const output of [child.stdout, child.stderr]) output.resume()
      const ended = once(child, 'close')
      const [code] = await once(child, 'exit')
      return { code, ended }
    },
  }
}

function example(name: string): string {
  const found = examples.get(name)
  if (found === undefined) throw new Error(`docs/ci-testing.md has no file ${name}; it has ${[...examples.keys()].join(', ')}`)
  return found
}

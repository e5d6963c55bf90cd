/** The tarball, installed in an empty folder with its one dependency. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))

/** @returns the folder, and what the tarball holds */
export async function installPackage(): Promise<{ folder: string; files: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'mailmitt-package-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root })
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }]
  const installed = join(folder, 'node_modules/mailmitt')
  await mkdir(installed, { recursive: true })
  await run('tar', ['xzf', join(folder, packed.filename), '--strip-components=1', '-C', installed])
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(join(root, 'node_modules/better-sqlite3'), join(folder, 'node_modules/better-sqlite3'))
  return { folder, files: packed.files.map(({ path }) => path) }
}

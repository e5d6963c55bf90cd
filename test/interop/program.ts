/** Programs of Debian that the rig is built from. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** @param packages that bring it. @throws with the remedy when it is not there */
export async function installed(program: string, packages: string): Promise<void> {
  try {
    await exec('sh', ['-c', `command -v ${program}`], { env: withSystemPrograms() })
  } catch (cause) {
    throw new Error(`${program} is not installed: apt-get install ${packages}`, { cause })
  }
}

/** @returns what it prints. @throws with what it wrote when it fails */
export async function run(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; uid?: number; gid?: number } = {},
) {
  const { stdout } = await exec(program, args, { ...options, maxBuffer: 1e9, timeout: 300_000 })
  return stdout
}

function withSystemPrograms(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
}

/** As whom programs run that refuse to serve root; undefined where that is no question. */
export async function ordinaryUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'mail'])))
  return { uid: Number(uid), gid: Number(gid) }
}

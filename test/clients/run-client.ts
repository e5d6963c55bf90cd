/** Runs a mail client that people use, as they do. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** Debian's packages, for the remedy. */
const PACKAGES = { python3: 'python3', curl: 'curl', swaks: 'swaks' }

/** @throws with what it wrote when it fails, and with the remedy when it is not installed */
export async function runClient(program: keyof typeof PACKAGES, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close').then(([exitCode]: unknown[]) => exitCode),
  ]).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new Error(
      `${program} is not installed, and these tests send and read mail with it: apt-get install ${PACKAGES[program]}`,
    )
  })
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`)
  return stdout
}

/** Debian packages that tests need, installed where that can be done without asking. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { run } from '../server/build/run.js'

/** Mail clients that test/clients drives; each package is named like its command. A missing one fails its tests with the remedy. */
const MAIL_CLIENTS = ['python3', 'curl', 'swaks']

export async function installMailClients() {
  const missing = MAIL_CLIENTS.filter((command) => spawnSync(command, ['--version'], { stdio: 'ignore', timeout: 20_000 }).error)
  if (missing.length > 0) await installFromApt(missing)
}

/** @param {readonly string[]} packages */
export async function installFromApt(packages) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  console.error(`Installing ${packages.join(', ')} from the packages of this system…`)
  const options = {
    stdio: /** @type {['ignore', number, number]} */ (['ignore', 2, 2]),
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  await run('apt-get', ['update', '-q'], options)
  await run('apt-get', ['install', '-qy', '--no-install-recommends', ...packages], options)
}

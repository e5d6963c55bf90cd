/** Debian packages that tests need, installed where that can be done without asking. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { run } from '../server/build/run.js'

/**
 * Mail clients that test/clients drives, one that reads our settings, and what the recipes of docs/ci-testing.md are run with: packages, and a command that
 * works when they are there. What is missing fails its tests with the remedy.
 * @type {readonly [packages: readonly string[], command: readonly [string, ...string[]]][]}
 */
const NEEDED = [
  [['python3'], ['python3', '--version']],
  [['curl'], ['curl', '--version']],
  [['swaks'], ['swaks', '--version']],
  [['openssl'], ['openssl', 'version']],
  [['jq'], ['jq', '--version']],
  [['mutt'], ['mutt', '-v']],
  // 33 MB with all that they need, most of it PHP.
  [
    ['python3-pytest', 'python3-requests'],
    ['/usr/bin/python3', '-c', 'import pytest, requests'],
  ],
  [
    ['php-cli', 'phpunit'],
    ['phpunit', '--version'],
  ],
]

export async function installTestPackages() {
  const missing = NEEDED.filter(
    ([, [command, ...args]]) => spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status !== 0,
  )
  if (missing.length > 0) await installFromApt(missing.flatMap(([packages]) => packages))
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

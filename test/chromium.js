/** Finds the Chromium that browser tests drive, or installs one where that can be done without asking. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { inRoot, pinnedNode } from '../server/build/node.js'
import { run } from '../server/build/run.js'
import { installFromApt } from './system-packages.js'

export const REMEDY = 'Install Chromium or Chrome, or name one in CHROME_PATH=/path/to/chromium.'

const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** @returns {Promise<string | undefined>} path of a browser that starts */
export async function findOrInstallChromium() {
  return (await findChromium()) ?? (await installFromPlaywright()) ?? (await installFromSystem())
}

async function findChromium() {
  const { CHROME_PATH, PATH = '' } = process.env
  const onPath = PATH.split(delimiter).flatMap((folder) => ON_PATH.map((name) => join(folder, name)))
  return [CHROME_PATH, ...onPath, await playwrightsOwn(), ...MAC_APPS].find(starts)
}

/** @param {string | undefined} path */
function starts(path) {
  if (!path || !existsSync(path)) return false
  // Chrome for Windows opens a window when asked; elsewhere a missing shared library shows here.
  return process.platform === 'win32' || spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test')
  return chromium.executablePath()
}

async function installFromPlaywright() {
  console.error('No Chromium found: asking Playwright for one…')
  await run(pinnedNode(), [inRoot('node_modules/@playwright/test/cli.js'), 'install', 'chromium'], {
    stdio: ['ignore', 2, 2],
    timeout: 10 * 60_000,
  })
  const path = await playwrightsOwn()
  return starts(path) ? path : undefined
}

async function installFromSystem() {
  await installFromApt(['chromium'])
  return findChromium()
}

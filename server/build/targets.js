/** What a build is made of, and whether one is out of date: a hash of everything that goes in, kept in `.cache/`. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './node.js'

/** @typedef {'server' | 'web' | 'client'} TargetName */

/** @type {Record<TargetName, { inputs: string[], outputs: string[] }>} outputs are folders of `dist/` */
export const TARGETS = {
  server: {
    inputs: ['server', 'shared', 'package.json', 'package-lock.json', 'tsconfig.base.json'],
    outputs: ['server', 'docs'],
  },
  web: { inputs: ['web', 'shared', 'server/build', 'package-lock.json'], outputs: ['web'] },
  client: {
    inputs: ['shared', 'server/build', 'tsconfig.base.json', 'package-lock.json'],
    outputs: ['client', 'testing', 'cjs'],
  },
}

export const TARGET_NAMES = /** @type {TargetName[]} */ (Object.keys(TARGETS))

const STAMPS = inRoot('.cache/build')
/** @param {TargetName} name */
const stampOf = (name) => join(STAMPS, `${name}.hash`)

/** @param {readonly TargetName[]} names */
export function staleTargets(names) {
  return names.filter((name) => {
    const isBuilt = TARGETS[name].outputs.every((folder) => existsSync(inRoot('dist', folder)))
    return !isBuilt || !existsSync(stampOf(name)) || readFileSync(stampOf(name), 'utf8') !== hashInputs(name)
  })
}

/**
 * @param {TargetName} name
 * @param {string} hash of the inputs, taken before the build read them
 */
export function markBuilt(name, hash) {
  mkdirSync(STAMPS, { recursive: true })
  writeFileSync(stampOf(name), hash)
}

/**
 * By content, not by time: a checkout or a copy of the folder touches every file.
 * @param {TargetName} name
 */
export function hashInputs(name) {
  const hash = createHash('sha256')
  for (const file of TARGETS[name].inputs.flatMap(listFiles))
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0')
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function listFiles(path) {
  if (!statSync(inRoot(path)).isDirectory()) return [path]
  return readdirSync(inRoot(path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? listFiles(`${path}/${entry.name}`) : [`${path}/${entry.name}`]))
}

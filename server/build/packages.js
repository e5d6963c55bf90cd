/** The packages that a build ships: of each bundled file its package, and what is installed beside the bundle. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './node.js'

const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/

/**
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {string} version
 * @property {string | undefined} license
 * @property {string} folder
 */

/**
 * @param {readonly string[]} modules absolute paths of the bundled files
 * @returns {ShippedPackage[]} in order of name and version
 */
export function bundledPackages(modules) {
  const folders = new Set(modules.flatMap((path) => PACKAGE_FOLDER.exec(path.replaceAll('\\', '/'))?.[0] ?? []))
  return inOrder([...folders].map(readPackage))
}

/**
 * What comes with the package when it is installed: its dependencies and theirs.
 * @returns {ShippedPackage[]}
 */
export function installedPackages() {
  /** @type {{ dependencies: Record<string, string> }} */
  const { dependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  /** @type {Map<string, ShippedPackage>} */
  const found = new Map()
  /** @param {string} name */
  const add = (name) => {
    if (found.has(name)) return
    const folder = inRoot('node_modules', name)
    found.set(name, readPackage(folder))
    /** @type {{ dependencies?: Record<string, string> }} */
    const { dependencies: inner = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    for (const each of Object.keys(inner)) add(each)
  }
  for (const name of Object.keys(dependencies)) add(name)
  return inOrder([...found.values()])
}

/**
 * @param {string} folder
 * @returns {ShippedPackage}
 */
export function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { name, version, license, folder }
}

/**
 * Each once, whatever number of folders it has.
 * @param {readonly ShippedPackage[]} packages
 */
function inOrder(packages) {
  const byKey = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]))
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? [])
}

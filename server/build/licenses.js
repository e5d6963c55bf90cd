/** The licences of what a bundle contains: MIT and its kin ask that they go where the code goes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i

/** @param {readonly string[]} modules absolute paths of the bundled files */
export function collectLicenses(modules) {
  const folders = new Set(modules.flatMap((path) => PACKAGE_FOLDER.exec(path.replaceAll('\\', '/'))?.[0] ?? []))
  const texts = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file))
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
    return `${name} ${version} (${license})\n\n${text}\n`
  })
  return [...new Set(texts)].sort().join(`\n${'-'.repeat(78)}\n\n`)
}

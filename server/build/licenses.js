/** The licences of what a bundle contains: MIT and its kin ask that they go where the code goes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i

/** @param {readonly import('./packages.js').ShippedPackage[]} packages */
export function collectLicenses(packages) {
  const texts = packages.map(({ name, version, license, folder }) => {
    const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file))
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
    return `${name} ${version} (${license})\n\n${text}\n`
  })
  return [...new Set(texts)].sort().join(`\n${'-'.repeat(78)}\n\n`)
}

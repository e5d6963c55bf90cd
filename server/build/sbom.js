/** The software bill of materials of a build, in CycloneDX 1.6. The same for the same packages: it holds no time and no number of its own. */
import { readFileSync } from 'node:fs'
import { inRoot } from './node.js'

export const SBOM_FILE = 'sbom.cdx.json'

/**
 * @param {string} part of Mailmitt: `server`, `web`
 * @param {readonly import('./packages.js').ShippedPackage[]} packages
 */
export function toSbom(part, packages) {
  const { name, version, license } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  const { packages: locked } = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8'))
  const own = toComponent({ name, version, license })
  const components = packages.map((each) => ({ ...toComponent(each), ...toHashes(locked, each) }))
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { ...own, type: 'application' }, properties: [{ name: 'mailmitt:part', value: part }] },
    components,
    dependencies: [{ ref: own['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
  }
  return `${JSON.stringify(bom, null, 2)}\n`
}

/** @param {Pick<import('./packages.js').ShippedPackage, 'name' | 'version' | 'license'>} of */
function toComponent({ name, version, license }) {
  // package-url: the @ of a scope is encoded, its slash is not.
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`
  const licenses =
    license === undefined ? {} : { licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }] }
  return { type: 'library', 'bom-ref': purl, name, version, purl, ...licenses }
}

/**
 * What the lock file holds the package to.
 * @param {Record<string, { version?: string, integrity?: string }>} locked
 * @param {import('./packages.js').ShippedPackage} of
 */
function toHashes(locked, { version, folder }) {
  const place = folder.replaceAll('\\', '/').slice(folder.replaceAll('\\', '/').indexOf('node_modules/'))
  const { version: lockedVersion, integrity = '' } = locked[place] ?? {}
  const [, digest] = /^sha512-(.+)$/.exec(integrity) ?? []
  if (lockedVersion !== version || digest === undefined) return {}
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
}

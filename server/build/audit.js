/**
 * `npm run audit`: asks the registry what is known of the packages that are shipped, which are more than our dependencies: most
 * are bundled. Ends with 0 when nothing grave is known, with 1 when something is, with 3 when the registry does not say.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inRoot } from './node.js'
import { prepare } from './prepare.js'
import { SBOM_FILE } from './sbom.js'

/** What fails; less grave faults are told. */
const GRAVE = ['high', 'critical']
/** A registry that cannot be reached is given up before whoever waits gives up. */
const TIME_LIMIT_MS = 120_000
export const AUDIT_EXIT = { clean: 0, grave: 1, unknown: 3 }

/** @typedef {{ name: string, version: string }} Shipped */
/** @typedef {{ auditReportVersion?: number, vulnerabilities?: Record<string, { name: string, severity: string, via: (string | { title: string, url: string, severity: string })[] }>, message?: string, error?: { summary?: string } }} NpmReport */

/** @returns {Shipped[]} of the bills of materials that the build has written */
function shippedPackages() {
  const all = ['server', 'web'].flatMap((part) => {
    /** @type {{ components: Shipped[] }} */
    const { components } = JSON.parse(readFileSync(inRoot('dist', part, SBOM_FILE), 'utf8'))
    return components.map(({ name, version }) => ({ name, version }))
  })
  return [...new Map(all.map((each) => [`${each.name}@${each.version}`, each])).values()]
}

/**
 * A project whose dependencies are these and nothing else, for npm to audit: each under a name of its own, since there may be
 * two versions of one.
 * @param {readonly Shipped[]} packages
 */
function auditProject(packages) {
  const named = packages.map((each, i) => ({ ...each, alias: `shipped-${i}` }))
  const root = {
    name: 'shipped',
    version: '0.0.0',
    dependencies: Object.fromEntries(named.map(({ alias, name, version }) => [alias, `npm:${name}@${version}`])),
  }
  const entries = named.map(({ alias, name, version }) => [`node_modules/${alias}`, { name, version }])
  return { manifest: root, lock: { ...root, lockfileVersion: 3, packages: { '': root, ...Object.fromEntries(entries) } } }
}

/**
 * @param {NpmReport} report what npm has printed
 * @param {number} count of packages
 * @returns {{ exit: number, text: string }}
 */
function judgeAudit(report, count) {
  if (report.auditReportVersion === undefined) {
    const why = report.error?.summary || report.message || 'npm says no more'
    return {
      exit: AUDIT_EXIT.unknown,
      text: `audit: the registry did not say what is known of the ${count} shipped packages, so nothing was audited (${why.trim()}). Run npm run audit where the registry of npm can be reached.`,
    }
  }
  const found = Object.values(report.vulnerabilities ?? {})
  const lines = found.flatMap(({ name, severity, via }) =>
    via.map((each) => `  ${name} (${severity}): ${typeof each === 'string' ? each : `${each.title}, ${each.url}`}\n`),
  )
  const isGrave = found.some(({ severity }) => GRAVE.includes(severity))
  const sum = `audit: ${count} shipped packages, ${found.length} with known faults${isGrave ? ', of which some are grave' : ''}\n`
  return { exit: isGrave ? AUDIT_EXIT.grave : AUDIT_EXIT.clean, text: (sum + lines.join('')).trimEnd() }
}

/** @param {string} folder @returns {Promise<NpmReport>} */
function runNpmAudit(folder) {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32'
    const args = ['audit', '--omit=dev', '--json', '--fetch-retries=1', '--fetch-timeout=20000']
    execFile('npm', args, { cwd: folder, shell: isWindows, timeout: TIME_LIMIT_MS }, (error, stdout) => {
      // It ends with 1 for faults that it has found and for those of its own; only what it prints tells them apart.
      try {
        resolve(JSON.parse(stdout))
      } catch {
        resolve({ message: error?.message ?? 'npm has printed no JSON' })
      }
    })
  })
}

/** @returns {Promise<{ exit: number, text: string }>} */
export async function audit() {
  await prepare()
  return auditPackages(shippedPackages())
}

/**
 * @param {readonly Shipped[]} packages
 * @returns {Promise<{ exit: number, text: string }>}
 */
export async function auditPackages(packages) {
  const { manifest, lock } = auditProject(packages)
  const folder = mkdtempSync(join(tmpdir(), 'mailmitt-audit-'))
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
    return judgeAudit(await runNpmAudit(folder), packages.length)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { exit, text } = await audit()
  console.log(text)
  process.exitCode = exit
}

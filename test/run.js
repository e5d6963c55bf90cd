/**
 * Runs the checks and prints their sum last: `node test/run.js [types] [lint] [audit] [unit] [e2e] [arguments for the test runners]`.
 * Without a name: unit and e2e. Every suite runs, whatever became of the one before. Works on a fresh clone.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter } from 'node:path'
import { AUDIT_EXIT, audit } from '../server/build/audit.js'
import { inRoot, pinnedNode, root } from '../server/build/node.js'
import { prepare } from '../server/build/prepare.js'
import { run } from '../server/build/run.js'
import { findOrInstallChromium, REMEDY } from './chromium.js'
import { installTestPackages } from './system-packages.js'

/** A runner that hangs is ended before CI ends us without a word. */
const RUNNER_TIMEOUT_MS = 35 * 60_000

/** @typedef {{ passed: number, failed: number, skipped: number, remark?: string }} Totals */

/** @type {Record<string, (args: string[]) => Promise<Totals>>} */
const SUITES = { types: () => npmScript('types'), lint: () => npmScript('lint'), audit: auditShipped, unit, e2e }

/** @param {string[]} args */
async function unit(args) {
  await installTestPackages()
  const report = freshReport('unit')
  const code = await runNode([
    inRoot('node_modules/vitest/vitest.mjs'),
    ...['run', '--root', inRoot('test'), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ...args,
  ])
  return judge('unit', code, () => {
    /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} */
    const json = JSON.parse(readFileSync(report, 'utf8'))
    // A file that could not be loaded holds no test that could fail.
    const broken = json.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    return {
      passed: json.numPassedTests,
      failed: json.numFailedTests + broken,
      skipped: json.numPendingTests + json.numTodoTests,
    }
  })
}

/** @param {string[]} args */
async function e2e(args) {
  const chromium = await findOrInstallChromium()
  const report = freshReport('e2e')
  const code = await runNode(
    [
      inRoot('node_modules/@playwright/test/cli.js'),
      ...['test', '--config', inRoot('test/e2e/playwright.config.ts'), '--reporter=list,json'],
      ...args,
    ],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...(chromium && { CHROME_PATH: chromium }) },
  )
  const totals = judge('e2e', code, () => {
    /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} */
    const { stats } = JSON.parse(readFileSync(report, 'utf8'))
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  })
  return chromium ? totals : { ...totals, remark: `e2e: no Chromium was found, and none could be installed. ${REMEDY}` }
}

/**
 * Counts as one check.
 * @param {string} name
 * @returns {Promise<Totals>}
 */
async function npmScript(name) {
  const code = await run('npm', ['run', '--silent', name], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  console.log(`${name}: ${code === 0 ? 'ok' : `failed with exit code ${code}`}`)
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

/**
 * Without a registry there is nothing to judge by, and no failure of ours; where one must be (AUDIT=required), it is one.
 * @returns {Promise<Totals>}
 */
async function auditShipped() {
  const { exit, text } = await audit()
  if (exit === AUDIT_EXIT.clean) {
    console.log(text)
    return { passed: 1, failed: 0, skipped: 0 }
  }
  const isUnknown = exit === AUDIT_EXIT.unknown && process.env.AUDIT !== 'required'
  return { passed: 0, failed: isUnknown ? 0 : 1, skipped: 0, remark: text }
}

/**
 * A runner that crashed, ran nothing or failed outside its tests has failed, whatever its report says.
 * @param {string} name
 * @param {number} code
 * @param {() => Totals} readTotals
 * @returns {Totals}
 */
function judge(name, code, readTotals) {
  try {
    const totals = readTotals()
    if (totals.failed > 0) return totals
    if (code !== 0) return { ...totals, failed: 1, remark: `${name}: the runner failed with exit code ${code}` }
    if (totals.passed === 0) return { ...totals, failed: 1, remark: `${name}: no test ran` }
    return totals
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      remark: `${name}: no report (exit code ${code}): ${/** @type {Error} */ (error).message}`,
    }
  }
}

/** @param {string} name */
function freshReport(name) {
  mkdirSync(inRoot('.cache/test'), { recursive: true })
  const file = inRoot('.cache/test', `${name}.json`)
  rmSync(file, { force: true })
  return file
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function runNode(args, env = {}) {
  // Whatever a test starts as `node` is the pinned one too.
  const PATH = `${inRoot('node_modules/.bin')}${delimiter}${process.env.PATH}`
  const stdio = /** @type {['ignore', 'inherit', 'inherit']} */ (['ignore', 'inherit', 'inherit'])
  return run(pinnedNode(), args, {
    cwd: root,
    env: { ...process.env, PATH, ...env },
    stdio,
    timeout: RUNNER_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
}

const words = process.argv.slice(2)
const firstOther = words.findIndex((word) => !(word in SUITES))
const named = words.slice(0, firstOther === -1 ? words.length : firstOther)
const runnerArgs = words.slice(named.length)

const sum = { passed: 0, failed: 0, skipped: 0 }
const remarks = []
try {
  await prepare()
  for (const name of named.length > 0 ? named : ['unit', 'e2e']) {
    const totals = await SUITES[name]?.(runnerArgs)
    if (!totals) continue
    sum.passed += totals.passed
    sum.failed += totals.failed
    sum.skipped += totals.skipped
    if (totals.remark) remarks.push(totals.remark)
  }
} catch (error) {
  remarks.push(/** @type {Error} */ (error).message)
  sum.failed++
}
for (const remark of remarks) console.log(remark)
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)
process.exitCode = sum.failed > 0 ? 1 : 0

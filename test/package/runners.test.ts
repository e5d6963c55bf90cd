/** The helpers for test runners as a user gets them, each run by its runner and checked by its types. */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { installPackage } from './install-package.ts'

const run = promisify(execFile)
const from = fileURLToPath(new URL('runners/', import.meta.url))
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))
const packageFolder = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))

/** A busy machine is no failure. */
const PATIENT = ['--testTimeout=60000']
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 })

let folder: string
let app: RunningApp
beforeAll(async () => {
  const [installed, started] = await Promise.all([installPackage(), startApp()])
  folder = installed.folder
  app = started
  const modules = join(folder, 'node_modules')
  const jest = packageFolder('jest')
  await mkdir(join(modules, '@playwright'))
  await symlink(packageFolder('vitest'), join(modules, 'vitest'))
  await symlink(packageFolder('@playwright/test'), join(modules, '@playwright/test'))
  // Its own packages, which its types name, lie beside it.
  for (const name of ['jest', '@jest', 'expect']) await symlink(join(dirname(jest), name), join(modules, name))
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const OTHER_CODE = /The mail “Welcome to Shop” \(\w+\) has no code 111111; its codes are:\n {2}482913/
const SNAPSHOT =
  /=== headers ===\nFrom: hello@shop\.test[\s\S]*Your code is[\s\S]*<code>[\s\S]*application\/pdf attachment "terms\.pdf"/

/** A project of its own, with one file of tests. */
async function makeProject(name: string, { type, file, tests }: { type: string; file: string; tests: string }): Promise<string> {
  const project = join(folder, name)
  await mkdir(project)
  await writeFile(join(project, 'package.json'), JSON.stringify({ type }))
  await writeFile(join(project, file), tests)
  await copyFile(join(from, 'sign-up.cjs'), join(project, 'sign-up.cjs'))
  return project
}

/** One of the tests fails, and so does the runner. */
async function runIn(project: string, cli: readonly string[]): Promise<void> {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, MAILMITT_URL: app.url, PLAYWRIGHT_JSON_OUTPUT_FILE: 'report.json' }
  await expect(run(process.execPath, cli, { cwd: project, env })).rejects.toMatchObject({ code: 1 })
}

const readReport = async <T>(project: string) => JSON.parse(await readFile(join(project, 'report.json'), 'utf8')) as T

/** The only file of a folder for snapshots. */
async function readSnapshot(project: string, snapshots: string): Promise<string> {
  const [name = ''] = await readdir(join(project, snapshots))
  return readFile(join(project, snapshots, name), 'utf8')
}

interface JestReport {
  testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[]
}

async function expectSecondToFail(project: string): Promise<void> {
  const { testResults } = await readReport<JestReport>(project)
  const [first, second] = testResults[0]?.assertionResults ?? []
  expect(first).toMatchObject({ title: 'sign-up', status: 'passed', failureMessages: [] })
  expect(second?.failureMessages.join('\n')).toMatch(OTHER_CODE)
  expect(await readSnapshot(project, '__snapshots__')).toMatch(SNAPSHOT)
}

test('Vitest runs mailmitt/vitest', async () => {
  const tests = await readFile(join(from, 'vitest.ts'), 'utf8')
  const project = await makeProject('vitest', { type: 'module', file: 'sign-up.test.ts', tests })
  await runIn(project, [
    '../node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=json',
    '--outputFile=report.json',
    '--update',
    ...PATIENT,
  ])
  await expectSecondToFail(project)
})

const REQUIRE = /const (.*) = require\('(.*)'\)/g

test.for(['commonjs', 'module'])('Jest runs mailmitt/jest, in a package of type %s', async (type) => {
  const inCommonJs = await readFile(join(from, 'jest.cjs'), 'utf8')
  const tests = type === 'module' ? inCommonJs.replace(REQUIRE, "import $1 from '$2'") : inCommonJs
  const project = await makeProject(`jest-${type}`, { type, file: 'sign-up.test.js', tests })
  await copyFile(join(from, 'jest.config.cjs'), join(project, 'jest.config.cjs'))
  const flags = type === 'module' ? ['--experimental-vm-modules'] : []
  await runIn(project, [...flags, '../node_modules/jest/bin/jest.js', '--json', '--outputFile=report.json', ...PATIENT])
  await expectSecondToFail(project)
})

interface PlaywrightReport {
  suites: { specs: { title: string; ok: boolean; tests: { results: PlaywrightResult[] }[] }[] }[]
}

interface PlaywrightResult {
  error?: { message: string }
  attachments: { name: string }[]
}

test('Playwright runs mailmitt/playwright', async () => {
  const tests = await readFile(join(from, 'playwright.ts'), 'utf8')
  const project = await makeProject('playwright', { type: 'module', file: 'sign-up.spec.ts', tests })
  await copyFile(join(from, 'embedded.ts'), join(project, 'embedded.spec.ts'))
  await runIn(project, ['../node_modules/@playwright/test/cli.js', 'test', '--reporter=json', '--update-snapshots=all'])
  const [embedded, first, second] = (await readReport<PlaywrightReport>(project)).suites.flatMap(({ specs }) => specs)
  expect(embedded).toMatchObject({ title: 'a server inside the worker', ok: true })
  expect(first).toMatchObject({ title: 'sign-up', ok: true })
  const [result] = second?.tests[0]?.results ?? []
  expect(result?.error?.message).toMatch(OTHER_CODE)
  expect(result?.attachments.map(({ name }) => name)).toEqual(expect.arrayContaining(['mails.txt', 'Welcome to Shop.eml']))
  expect(await readSnapshot(project, 'sign-up.spec.ts-snapshots')).toMatch(SNAPSHOT)
})

/** Of what the matchers' types allow and refuse, with each runner's own types. */
const TYPED = `
  expect(mail).toHaveCode()
  expect(mail).not.toHaveCode('482913')
  expect(mail).toHaveLink({ kind: 'action', href: /confirm/ })
  export const waiting: Promise<void> = expect(client).toHaveReceived({ to: 'ann@x.test', since: 'x', timeout: '4s' })
  export const kept: Promise<void> = expect(mail).toMatchMailSnapshot('welcome')
  // @ts-expect-error: a code is text
  expect(mail).toHaveCode(482913)
  // @ts-expect-error: no such criterion
  expect(client).toHaveReceived({ subjet: 'Welcome' })
  // @ts-expect-error: no such kind
  expect(mail).toHaveLink({ kind: 'reset' })
  // @ts-expect-error: a subject is needed
  expect(mail).toHaveSubject()`
const GIVEN = `import type { Client, Mail } from 'mailmitt/client'
  declare const client: Client
  declare const mail: Mail`

test.for(['nodenext', 'bundler'])('the types fit those of each runner (moduleResolution %s)', async (moduleResolution) => {
  const project = await makeProject(`types-${moduleResolution}`, {
    type: 'module',
    file: 'vitest.ts',
    tests: `${GIVEN}
      import { expect, test } from 'mailmitt/vitest'
      ${TYPED}
      test('x', async ({ mails, mailbox, mailmitt }) => {
        const texts: string[] = [mails.address(), mailbox, mailmitt.smtp.host]
        // @ts-expect-error: the types are not any
        const wrong: number = mailbox
      })`,
  })
  await writeFile(
    join(project, 'playwright.ts'),
    `${GIVEN}
      import { defineConfig } from '@playwright/test'
      import { expect, type MailmittOptions, test } from 'mailmitt/playwright'
      ${TYPED}
      export const config = defineConfig<object, MailmittOptions>({ use: { mailbox: 'shop' } })
      test.use({ mailbox: 'shop', mailmittUrl: 'http://mail.test' })
      test('x', async ({ mails, mailbox, mailmitt, page }) => {
        await page.goto((await mails.waitFor({ to: mails.address() })).link().href)
        const texts: string[] = [mailbox, mailmitt.smtp.host]
        // @ts-expect-error: the types are not any
        const wrong: number = mailbox
      })`,
  )
  await writeFile(
    join(project, 'jest.ts'),
    `${GIVEN}
      import { expect } from '@jest/globals'
      import 'mailmitt/jest'
      ${TYPED}`,
  )
  await writeFile(
    join(project, 'jest.cts'),
    `import { createClient } from 'mailmitt/client'\nexport const { waitFor } = createClient({ baseUrl: '' })`,
  )
  const compilerOptions = {
    module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution,
    target: 'ES2024',
    lib: ['ES2024', 'DOM'],
    types: [],
    strict: true,
    // Those of the runners are not ours to check.
    skipLibCheck: true,
    noEmit: true,
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', '*.cts'] }))
  const { stdout } = await run(process.execPath, [TSC, '-p', project]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})

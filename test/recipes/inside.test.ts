/** Recipes of docs/ci-testing.md for which Mailmitt runs inside the test runner. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { createProject, examples } from './project.ts'

const shop = JSON.stringify(fileURLToPath(new URL('shop.js', import.meta.url)))

/** The app that a recipe imports, in the kind of module that the project has. */
const APPS = {
  module: (hasFault: boolean) =>
    `import { startApp as start } from ${shop}\nexport const startApp = (settings) => start({ ...settings, hasFault: ${hasFault} })`,
  commonjs: (hasFault: boolean) =>
    `const { startApp } = require(${shop})\nexports.startApp = (settings) => startApp({ ...settings, hasFault: ${hasFault} })`,
}

const RECIPES = [
  ['Vitest', 'vitest run', ['vitest.config.ts', 'mail.test.ts'], 'module'],
  ['Jest', 'jest', ['jest.config.js', 'start-servers.mjs', 'stop-servers.mjs', 'mail.test.js'], 'commonjs'],
] as const

test.for(RECIPES)(
  '%s tests a sound app, and says what is wrong with another',
  { timeout: 60_000 },
  async ([, command, names, type]) => {
    const [sound, faulty] = await Promise.all(
      [false, true].map(async (hasFault) => {
        await using project = await createProject(names, {
          'package.json': JSON.stringify({ type }),
          'app.js': APPS[type](hasFault),
        })
        return await project.run(command)
      }),
    )
    expect(sound, sound?.output).toMatchObject({ code: 0 })
    expect(faulty, faulty?.output).toMatchObject({ code: 1, output: expect.stringContaining('“Reset your password”') })
  },
)

test('Vitest with a Mailmitt that runs already: each worker has a mailbox of its own', { timeout: 60_000 }, async () => {
  await using mails = await startApp()
  const recipe = (examples.get('mail.test.ts') ?? '').replace(/ {2}\.extend\('mailmitt'[\s\S]*? {2}\}\)\n/, '')
  expect(recipe).not.toContain('await startMailmitt')
  const files = { 'package.json': '{"type":"module"}', 'app.js': APPS.module(false), 'a.test.ts': recipe, 'b.test.ts': recipe }
  await using project = await createProject(['vitest.config.ts'], files)
  const { code, output } = await project.run('vitest run --maxWorkers 2', { MAILMITT_URL: mails.url })
  expect(code, output).toBe(0)
  const names = (await mails.client.mailboxes()).filter(({ total }) => total > 0).map(({ name }) => name)
  expect(names.toSorted()).toEqual(['vitest-1', 'vitest-2'])
})

test('the recipes in TypeScript have no type at fault', { timeout: 60_000 }, async () => {
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', types: ['node'] }
  await using project = await createProject(['vitest.config.ts', 'mail.test.ts', 'playwright.config.ts', 'mail.spec.ts'], {
    'package.json': '{"type":"module"}',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    'app.d.ts': `export function startApp(settings: { smtpHost: string; smtpPort: number; smtpUser?: string }): Promise<{ url: string; close(): Promise<void> }>`,
  })
  expect(await project.run('tsc')).toEqual({ code: 0, output: '' })
})

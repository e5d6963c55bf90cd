/** Recipes of docs/ci-testing.md for which Mailmitt runs beside the app: in any language, by HTTP or by its commands. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { createProject } from './project.ts'
import { type RunningShop, startApp as startShop } from './shop.js'

const python = ['python3', '/usr/bin/python3'].find(
  (path) => spawnSync(path, ['-c', 'import pytest, requests'], { stdio: 'ignore' }).status === 0,
)
const laravel = readFileSync(new URL('laravel.php', import.meta.url), 'utf8')

const RECIPES = [
  ['pytest', 'python3-pytest python3-requests', ['conftest.py', 'test_mail.py'], {}, `${python} -m pytest -q`],
  [
    'PHPUnit',
    'php-cli phpunit',
    ['phpunit.xml', 'tests/ReadsMail.php', 'tests/MailTest.php'],
    { 'vendor/autoload.php': laravel },
    'phpunit',
  ],
  ['a shell script', 'curl', ['mail-test.sh'], {}, 'sh mail-test.sh'],
  ['a shell script with curl alone', 'curl jq', ['mail-test-curl.sh'], {}, 'sh mail-test-curl.sh'],
] as const

let mails: RunningApp
const shops: RunningShop[] = []
beforeAll(async () => {
  mails = await startApp()
  for (const hasFault of [false, true])
    shops.push(await startShop({ smtpHost: mails.smtp.host, smtpPort: mails.smtp.port, hasFault }))
})
afterAll(async () => {
  for (const shop of shops) await shop.close()
  await mails[Symbol.asyncDispose]()
})

test.for(RECIPES)(
  '%s tests a sound app, and says what is wrong with another',
  { timeout: 60_000 },
  async ([, packages, names, files, command]) => {
    await using project = await createProject(names, files)
    const [sound, faulty] = await Promise.all(
      shops.map(({ url }) => project.run(command, { APP_URL: url, MAILMITT_URL: mails.url })),
    )
    expect(sound, `${sound?.output}\nThis needs: apt-get install ${packages}`).toMatchObject({ code: 0 })
    expect(faulty?.code, faulty?.output).not.toBe(0)
    expect(faulty?.output).toMatch(/1 message matched|arrived|Reset your password/)
  },
)

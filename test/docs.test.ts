/** Pages that are made from the program. `UPDATE_DOCS=1 node test/run.js unit docs` writes them anew. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commandsPage } from '../server/config/command-reference.ts'
import { CLIENT_COMMANDS } from '../server/config/commands.ts'
import { limitsPage } from '../server/config/limits-page.ts'
import { configurationPage } from '../server/config/reference.ts'
import { SETTING_NAMES } from '../server/config/settings.ts'
import { LIMITS } from '../server/limits.ts'
import { WARNINGS } from '../server/mail/explain/warnings.ts'
import { explanationsPage } from '../server/mail/explain/warnings-page.ts'
import { RULES } from '../server/mail/findings.ts'
import { findingsPage } from '../server/mail/findings-page.ts'
import { searchPage } from '../server/mail/search-page.ts'
import { SEARCH_FIELDS } from '../shared/search/fields.ts'
import { startApp } from './harness/app.ts'
import { send } from './harness/http.ts'

function expectPage(name: string, content: string): void {
  const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url))
  if (process.env.UPDATE_DOCS) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  expect(readFileSync(path, 'utf8')).toBe(content)
}

test('docs/configuration.md is the settings table', () => {
  const page = configurationPage()
  expect(page.match(/^\| `--/gm)).toHaveLength(SETTING_NAMES.length)
  expectPage('configuration.md', page)
})

test('docs/limits.md is the table of limits', () => {
  const page = limitsPage()
  const names = Object.entries(LIMITS).flatMap(([group, limits]) => Object.keys(limits).map((name) => `${group}.${name}`))
  for (const name of names) expect(page).toContain(`| \`${name}\` |`)
  expectPage('limits.md', page)
})

test('docs/commands.md is the table of commands', () => {
  const page = commandsPage()
  expect(page.match(/^## mailmitt /gm)).toHaveLength(Object.keys(CLIENT_COMMANDS).length + 1)
  expectPage('commands.md', page)
})

test('docs/findings.md is the registry of findings', () => {
  const page = findingsPage()
  expect(page.match(/^\| `/gm)).toHaveLength(Object.keys(RULES).length)
  expectPage('findings.md', page)
})

test('docs/explanations.md is the registry of warnings', () => {
  const page = explanationsPage()
  expect(page.match(/^\| `/gm)).toHaveLength(Object.keys(WARNINGS).length)
  expectPage('explanations.md', page)
})

test('docs/search.md is the table of search fields', () => {
  const page = searchPage()
  expect(page.match(/^\| `[a-z-]+:` /gm)).toHaveLength(Object.keys(SEARCH_FIELDS).length)
  expectPage('search.md', page)
})

test('docs/openapi.json is the document that the program serves', async () => {
  await using app = await startApp()
  const document = (await send(`${app.url}/api/openapi.json`)).json()
  expectPage('openapi.json', `${JSON.stringify(document, null, 2)}\n`)
})

import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { examples } from './project.ts'

/** Nothing here clicks as Cypress does. */
const NOT_RUN = ['cypress/e2e/mail.cy.js']

test('every example of docs/ci-testing.md is a file, and some test runs it', () => {
  const page = readFileSync(new URL('../../docs/ci-testing.md', import.meta.url), 'utf8')
  expect(examples.size).toBe(page.match(/^```\w+$/gm)?.length)
  const files = [...readdirSync(new URL('.', import.meta.url)), '../e2e/recipes.spec.ts']
  const tests = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n')
  expect([...examples.keys()].filter((name) => !tests.includes(`'${name}'`) && !NOT_RUN.includes(name))).toEqual([])
})

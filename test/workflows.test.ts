/** What runs elsewhere with our rights: hosted workflows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const FOLDER = fileURLToPath(new URL('../.github/workflows', import.meta.url))
const FILES = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /\.ya?ml$/.test(name)) : []

test.each(FILES)('%s pins every action to a full commit, and says which version that is', (name) => {
  const uses = readFileSync(join(FOLDER, name), 'utf8').match(/^.*\buses:.*$/gm) ?? []
  for (const line of uses) expect(line).toMatch(/^\s*-?\s*uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test.each(FILES)('%s takes no more rights than it names, which is reading unless a job needs more', (name) => {
  const workflow = parse(readFileSync(join(FOLDER, name), 'utf8')) as { permissions: unknown; on: Record<string, unknown> }
  expect(workflow.permissions).toEqual({ contents: 'read' })
  // Runs with secrets on the code of strangers.
  expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
})

test.each(FILES)('%s puts nothing that a stranger can write into a shell', (name) => {
  const { jobs } = parse(readFileSync(join(FOLDER, name), 'utf8')) as { jobs: Record<string, { steps: { run?: string }[] }> }
  for (const { run = '' } of Object.values(jobs).flatMap(({ steps }) => steps)) expect(run).not.toContain('${{')
})

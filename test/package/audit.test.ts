/** The audit of what is shipped, by the real npm against a registry that knows what the test says. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import { AUDIT_EXIT, auditPackages } from '../../server/build/audit.js'

vi.setConfig({ testTimeout: 90_000 })

const SHIPPED = [
  { name: 'left', version: '1.0.0' },
  { name: 'left', version: '2.0.0' },
  { name: '@scope/right', version: '3.1.4' },
]

let registry: Server | undefined
afterEach(async () => {
  registry?.close()
  const { npm_config_cache: cache } = process.env
  vi.unstubAllEnvs()
  if (cache !== undefined && cache !== process.env.npm_config_cache) await rm(cache, { recursive: true, force: true })
})

/** @returns what it was asked about */
async function startRegistry(advisories: object | undefined): Promise<unknown[]> {
  const asked: unknown[] = []
  const server = createServer(async (request, response) => {
    const isBulk = request.url === '/-/npm/v1/security/advisories/bulk'
    if (isBulk && advisories) {
      const body = await buffer(request)
      asked.push(JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()))
    }
    const name = decodeURIComponent(request.url?.slice(1) ?? '')
    const versions = SHIPPED.filter((each) => each.name === name).map((each) => [each.version, each])
    const answer = isBulk
      ? advisories
      : versions.length > 0
        ? { name, versions: Object.fromEntries(versions), 'dist-tags': {} }
        : undefined
    response.writeHead(answer ? 200 : 405, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
  })
  registry = server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  vi.stubEnv('npm_config_fetch_retries', '0')
  // It remembers faults by their number.
  vi.stubEnv('npm_config_cache', await mkdtemp(join(tmpdir(), 'mailmitt-npm-cache-')))
  return asked
}

test('asks about every shipped package by its own name, two versions of one too, and is content when nothing is known', async () => {
  const asked = await startRegistry({})
  expect(await auditPackages(SHIPPED)).toEqual({ exit: AUDIT_EXIT.clean, text: 'audit: 3 shipped packages, 0 with known faults' })
  expect(asked).toEqual([{ left: expect.arrayContaining(['1.0.0', '2.0.0']), '@scope/right': ['3.1.4'] }])
})

test.each([
  ['high', AUDIT_EXIT.grave],
  ['critical', AUDIT_EXIT.grave],
  ['moderate', AUDIT_EXIT.clean],
])('a known fault that is %s ends with %i and is told with its address', async (severity, exit) => {
  const advisory = { id: 1, url: 'https://advisories.test/1', title: 'Loops', severity, vulnerable_versions: '<2' }
  await startRegistry({ left: [advisory] })
  const result = await auditPackages(SHIPPED)
  expect(result.exit).toBe(exit)
  expect(result.text).toContain(`(${severity}): Loops, https://advisories.test/1`)
})

test('a registry that offers no audit is no pass, and that is what is said', async () => {
  await startRegistry(undefined)
  const { exit, text } = await auditPackages(SHIPPED)
  expect(exit).toBe(AUDIT_EXIT.unknown)
  expect(text).toMatch(/^audit: the registry did not say what is known of the 3 shipped packages, so nothing was audited \(.*405/)
})

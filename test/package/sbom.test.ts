/** The bills of materials that the build has written, held to what CycloneDX asks and to what the bundles hold. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** CycloneDX 1.6, as far as it is used; there are no other fields. */
const License = z.union([
  z.strictObject({ license: z.strictObject({ id: z.string().regex(/^[\w.-]+$/) }) }),
  z.strictObject({ expression: z.string().regex(/^[\w.+() -]+$/) }),
])
const Component = z.strictObject({
  type: z.literal('library'),
  'bom-ref': z.string().min(1),
  name: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  purl: z.string().regex(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d/),
  licenses: z.array(License).length(1),
  hashes: z.array(z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) })),
})
const Bom = z.strictObject({
  $schema: z.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  version: z.int().min(1),
  metadata: z.strictObject({
    component: Component.omit({ hashes: true }).extend({ type: z.literal('application') }),
    properties: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  }),
  components: z.array(Component).min(1),
  dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
})

async function readBom(part: string): Promise<z.infer<typeof Bom>> {
  return Bom.parse(JSON.parse(await readFile(inRoot(`dist/${part}/sbom.cdx.json`), 'utf8')))
}

describe.each(['server', 'web'])('the bill of materials of %s', (part) => {
  test('has the shape of CycloneDX 1.6, and each reference once', async () => {
    const { components, dependencies, metadata } = await readBom(part)
    const references = components.map((component) => component['bom-ref'])
    expect(new Set(references).size).toBe(references.length)
    expect(dependencies).toEqual([{ ref: metadata.component['bom-ref'], dependsOn: references }])
    expect(metadata.component.name).toBe('mailmitt')
  })
})

test('names each package whose licence goes with the server, and what is installed beside it', async () => {
  const { components } = await readBom('server')
  const listed = components.map(({ name, version }) => `${name} ${version}`)
  const licensed =
    (await readFile(inRoot('dist/server/licenses.txt'), 'utf8')).match(/^(?:@[\w.-]+\/)?[\w.-]+ \d\S* (?=\(.*\)$)/gm) ?? []
  expect(licensed.length).toBeGreaterThan(50)
  expect(listed).toEqual(expect.arrayContaining(licensed.map((line) => line.trim())))
  const names = components.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['better-sqlite3', 'node-addon-api', 'swagger-ui-dist', 'fastify']))
})

test('names each package whose licence goes with the web app', async () => {
  const { components } = await readBom('web')
  const licensed = [...(await readFile(inRoot('dist/web/licenses.md'), 'utf8')).matchAll(/^## (\S+) - (\S+) \(/gm)]
  expect(components.map(({ name, version }) => `${name} ${version}`).sort()).toEqual(
    licensed.map(([, name, version]) => `${name} ${version}`).sort(),
  )
})

/** The OpenAPI 3.1 document, made from the schemas of the routes, and the page to browse it. Both load on first use. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { docsFolder } from '../../assets.ts'
import { statusText } from '../status-text.ts'

const FILES = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript', 'start.js': 'text/javascript' } as const

const START = `window.onload=()=>{SwaggerUIBundle({url:'openapi.json',dom_id:'#api',deepLinking:true,tryItOutEnabled:true})}`

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mailmitt API</title><base href="./"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="api"></div><script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>`

interface ApiDocument {
  paths: Record<string, Record<string, { responses: Record<string, ApiResponse> }>>
  components: { schemas: Record<string, unknown> }
}

interface ApiResponse {
  description: string
  content?: Record<string, { schema: { $ref?: string } }>
}

const PROBLEM = '#/components/schemas/Problem'

/** What the schemas of the routes do not say: where the server is, how errors look. Schemas nobody refers to are left out. */
function finish(document: ApiDocument): object {
  const problem = (description: string): ApiResponse => ({
    description,
    content: { 'application/problem+json': { schema: { $ref: PROBLEM } } },
  })
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (response.description === 'Default Response') response.description = statusText(Number(status))
      if (response.content?.['application/json']?.schema.$ref === PROBLEM)
        operation.responses[status] = problem(response.description)
    }
    operation.responses.default = problem(
      'Refused: a foreign Host (421) or Origin (403), or a value this call does not take (400)',
    )
  }
  const { schemas } = document.components
  const used = new Set<string>()
  const visit = (json: string) => {
    for (const [, name = ''] of json.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      visit(JSON.stringify(schemas[name]))
    }
  }
  visit(JSON.stringify(document.paths))
  return {
    ...document,
    // Relative to the document, so that it holds behind any proxy.
    servers: [{ url: '../' }],
    components: {
      ...document.components,
      schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name))),
    },
  }
}

export async function addOpenApi(app: FastifyInstance, { version }: { version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mailmitt',
        version,
        description: 'Everything Mailmitt caught, and how to change it. See docs/ for the stream and the rules for every call.',
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })

  const hidden = { schema: { hide: true } } as const
  let document: object | undefined
  app.get('/api/openapi.json', hidden, async () => {
    document ??= finish(app.swagger() as unknown as ApiDocument)
    return document
  })
  app.get('/api/docs', hidden, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'`,
      )
      .send(PAGE),
  )
  for (const [name, type] of Object.entries(FILES))
    app.get(`/api/docs/${name}`, hidden, async (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).send(name === 'start.js' ? START : await readFile(join(docsFolder(), name))),
    )
}

/** The OpenAPI 3.1 document, made from the schemas of the routes, and the page to browse it. Both load on first use. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { docsFolder } from '../../assets.ts'

const FILES = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript', 'start.js': 'text/javascript' } as const

const START = `window.onload=()=>{SwaggerUIBundle({url:'openapi.json',dom_id:'#api',deepLinking:true,tryItOutEnabled:true})}`

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mailmitt API</title><base href="./"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="api"></div><script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>`

export async function addOpenApi(app: FastifyInstance, { version }: { version: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Mailmitt',
        version,
        description: 'Everything Mailmitt caught, and how to change it. See docs/ for the stream and the rules for every call.',
      },
      servers: [{ url: '../' }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })

  const hidden = { schema: { hide: true } } as const
  app.get('/api/openapi.json', hidden, async () => app.swagger())
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

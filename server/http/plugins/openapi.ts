/** The OpenAPI 3.1 document, made from the schemas of the routes, and the page to browse it. Both load on first use. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { docsFolder } from '../../assets.ts'
import type { DescribedRoute } from '../openapi-document.ts'

const FILES = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript', 'start.js': 'text/javascript' } as const

const START = `window.onload=()=>{SwaggerUIBundle({url:'openapi.json',dom_id:'#api',deepLinking:true,tryItOutEnabled:true})}`

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mailmitt API</title><base href="./"><link rel="stylesheet" href="docs/swagger-ui.css"></head>
<body><div id="api"></div><script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>`

export function addOpenApi(app: FastifyInstance, { version }: { version: string }): void {
  const routes: DescribedRoute[] = []
  app.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD' && !route.schema?.hide) routes.push(route)
  })

  const hidden = { config: { scope: 'read', mailbox: 'own' }, schema: { hide: true } } as const
  let document: Promise<object> | undefined
  app.get('/api/openapi.json', hidden, () => {
    document ??= import('../openapi-document.ts').then(({ describeRoutes }) => describeRoutes(routes, version))
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

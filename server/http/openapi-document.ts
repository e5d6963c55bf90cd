/** The OpenAPI 3.1 document, made from the schemas of routes. Large: loaded when somebody asks for it. */
import swagger from '@fastify/swagger'
import fastify, { type RouteOptions } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { statusText } from './status-text.ts'

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
      'Refused: a foreign Host (421) or Origin (403), a value this call does not take (400), or, where Mailmitt asks, who does not say who they are (401) or may not do this (403)',
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
    // Or nothing, where nobody is asked.
    security: [{}, { token: [] }, { password: [] }],
    components: {
      ...document.components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' }, password: { type: 'http', scheme: 'basic' } },
      schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name))),
    },
  }
}

export type DescribedRoute = Pick<RouteOptions, 'method' | 'url' | 'schema'>

/** From a server that has these routes and serves none of them: the library reads routes as they are added. */
export async function describeRoutes(routes: readonly DescribedRoute[], version: string): Promise<object> {
  const app = fastify({ exposeHeadRoutes: false })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
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
  for (const { method, url, schema } of routes) app.route({ method, url, ...(schema && { schema }), handler: () => undefined })
  await app.ready()
  const document = finish(app.swagger() as unknown as ApiDocument)
  await app.close()
  return document
}

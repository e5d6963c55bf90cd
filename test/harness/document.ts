/** The OpenAPI document as a judge: does an answer look as the document says? Undeclared fields, statuses and types are faults. */
import { z } from 'zod'
import type { Answer } from './http.ts'

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0]

export interface Operation {
  operationId: string
  method: string
  path: string
  parameters: { name: string; in: 'query' | 'path'; required?: boolean }[]
  requestBody?: { content: Record<string, unknown> }
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>
}

export interface ApiDocument {
  openapi: string
  servers: { url: string }[]
  paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>>
  components: { schemas: Record<string, unknown> }
}

export function operationsOf({ paths }: ApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

/** @throws what of the answer the document does not declare */
export function checkAnswer({ components }: ApiDocument, operation: Operation, { status, headers, body }: Answer): void {
  const name = `${operation.operationId} ${status}`
  const declared = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined)
  if (!declared) throw new Error(`${name} is not declared`)
  const contentType = headers['content-type']?.split(';')[0]
  if (!declared.content) {
    if (body.length > 0) throw new Error(`${name} is declared without a body and has ${body.length} octets`)
    return
  }
  const media = declared.content[contentType ?? ''] ?? declared.content['*/*']
  if (!media) throw new Error(`${name} is ${contentType}, declared is ${Object.keys(declared.content).join()}`)
  if (!/[/+]json$/.test(contentType ?? '')) return
  const schema = { ...(media.schema as object), $defs: components.schemas }
  const { error } = z
    .fromJSONSchema(JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as JsonSchema)
    .safeParse(JSON.parse(body.toString()))
  if (error) throw new Error(`${name} is not as declared: ${z.prettifyError(error)}`)
}

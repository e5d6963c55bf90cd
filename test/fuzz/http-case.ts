/** Makes HTTP requests from the OpenAPI document: each operation with values that fit, that nearly fit, and that do not. */
import type { ApiDocument, Operation } from '../harness/document.ts'
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'
import { makeQuery } from './query.ts'

export interface HttpCase {
  operationId: string
  method: string
  /** `{id:0}` stands for the first message of the stock, `{cursor}` and `{session}` for its own. */
  path: string
  headers: Record<string, string>
  /** As latin1 text. */
  body?: string
  /** Octets instead of all that, sent as they are. */
  octets?: string
}

type Schema = Record<string, unknown>

const STOCK = ['{id:0}', '{id:1}', '{id:3}', '{id:4}', '{cursor}', '{session}']
const DURATIONS = ['0', '0s', '1ms', '50ms', '200ms', '-1', '1y', 'x', '1e3', '']
const LIKELY: Record<string, readonly string[]> = {
  id: ['{id:0}', '{id:1}', '{id:3}', '{id:4}', 'latest', '{session}'],
  other: ['{id:0}', '{id:1}', '{id:3}', 'latest'],
  path: ['1', '2', '3', '0', '1.1', '3.1', '01', '1.', '999999999'],
  name: ['default', 'fuzz', 'x/y', 'ş', 'a'.repeat(255), 'a'.repeat(1025)],
  limit: ['1', '50', '500', '501', '0', '-1', '1.5', '1e2', '+1', ' 1'],
  offset: ['0', '1', '3', '10000000', '10000001'],
  ...{ before: ['{cursor}', 'x'], after: ['{cursor}', 'x'], since: ['{cursor}', 'x'], upTo: ['{cursor}', 'x'] },
  fields: ['text', 'text,html,headers,codes,links', 'text,', ',', 'nothing'],
  tz: ['UTC', 'Europe/Istanbul', 'Nowhere', '+03:00', 'utc', 'Etc/GMT+14'],
  mailbox: ['default', 'fuzz', 'all', ''],
  ids: ['{id:0}', '{id:0},{id:1}', ',', 'x,'.repeat(201)],
  ...{ all: ['true', 'false', '1'], stoppable: ['true', 'false'], format: ['zip', 'mbox', 'ndjson', 'eml'] },
  ...{ timeout: DURATIONS, quiet: DURATIONS, count: ['0', '1', '2', '100', '101'], extract: ['code', 'link', 'x'] },
  ...{
    remote: ['block', 'allow', 'maybe'],
    remoteHosts: ['x.test', 'x.test,y.test', '*', 'http://x'],
    theme: ['author-dark', 'forced-dark'],
  },
  ...{
    images: ['off', 'on'],
    charset: ['utf-8', 'big5', 'x-nobody-knows', 'utf-16'],
    of: ['plain', 'html', 'text'],
    view: ['x', 'x.y', '0'],
  },
  ...{ mailFrom: ['a@x.test', '', '<>'], rcptTo: ['a@x.test', 'a@x.test,b@y.test', ','], origin: ['import', 'api', 'smtp'] },
  ...{
    outcome: ['accepted', 'refused', 'empty', 'x'],
    afterSeq: ['0', '1', '99999999999', '-1'],
    mask: ['dates', 'ids,dates', 'none', ''],
  },
}
const HEADERS: Record<string, readonly string[]> = {
  range: [
    'bytes=0-1',
    'bytes=-5',
    'bytes=5-',
    'bytes=9-1',
    'bytes=0-0,2-3',
    'bytes=999999-',
    'octets=1',
    'bytes=',
    'bytes=-0',
    `bytes=${'9'.repeat(40)}-`,
  ],
  accept: ['text/plain', 'application/json', 'text/event-stream', '*/*', 'x', 'text/html;q=0', ''],
  'accept-encoding': ['gzip', 'br', 'identity;q=0', 'x', 'gzip;q=1.5', '*'],
  ...{ 'if-none-match': ['*', '"x"', 'W/"x"', 'x'], 'if-range': ['"x"', 'x'], expect: ['100-continue'] },
  ...{
    origin: ['null', 'http://evil.test', '', 'x', 'http://127.0.0.1'],
    host: ['evil.test', '', 'localhost', '127.0.0.1:1', 'a b', '[::1]'],
  },
  ...{ 'x-forwarded-host': ['evil.test', ''], 'last-event-id': ['1', 'x', '-1', '9'.repeat(30)], cookie: ['a=b'] },
  ...{
    authorization: ['Basic !', 'Bearer x', 'Basic Og=='],
    'content-encoding': ['gzip', 'x'],
    upgrade: ['h2c', 'x'],
    connection: ['upgrade', 'close, x'],
  },
  ...{ 'x-http-method-override': ['DELETE'], te: ['trailers'], 'x-odd': ['\xe9', 'x'.repeat(9000), 'x'.repeat(20_000)] },
}
const CONTENT_TYPES = [
  ...[
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'message/rfc822',
    'multipart/form-data',
    'multipart/form-data; boundary=b',
  ],
  ...[
    'application/x-www-form-urlencoded',
    '',
    '/',
    'application/json;',
    'APPLICATION/JSON',
    'multipart/form-data; boundary=""',
    'application/jsonx',
  ],
]
const MULTIPART = [
  '--b\r\nContent-Disposition: form-data; name=f; filename=x.eml\r\n\r\nSubject: up\r\n\r\nx\r\n--b--\r\n',
  '--b\r\nContent-Disposition: form-data; name=f\r\n\r\nx\r\n--b--\r\n',
  '--b\r\n\r\n--b--',
  '--b--\r\n',
  '--b\r\nContent-Disposition: form-data; name="__proto__"; filename="../../x"\r\n\r\nx\r\n--b--\r\n',
]

export function makeHttpCase(dice: Dice, document: ApiDocument, operations: readonly Operation[]): HttpCase {
  const operation = dice.pick(operations)
  const { operationId, method } = operation
  const headers: Record<string, string> = {}
  for (const name of Object.keys(HEADERS)) if (dice.chance(0.04)) headers[name] = dice.pick(HEADERS[name] as readonly string[])
  const made: HttpCase = { operationId, method, path: target(dice, operation), headers }
  const types = Object.keys(operation.requestBody?.content ?? {})
  if (types.length > 0 || dice.chance(0.03)) {
    const type = dice.pick(types.length > 0 ? types : ['application/json'])
    headers['content-type'] = dice.chance(0.95) ? type.replace(/^multipart.*/, '$&; boundary=b') : dice.pick(CONTENT_TYPES)
    const schema = (operation.requestBody?.content[type] as { schema?: Schema } | undefined)?.schema
    made.body = body(dice, type, schema ?? {}, document)
    if (type.startsWith('multipart')) headers.origin ??= '{origin}'
  } else if (method === 'POST') headers['content-type'] = 'application/json'
  if (dice.chance(0.03)) made.octets = rawRequest(dice, made)
  return made
}

function target(dice: Dice, { path, parameters = [] }: Operation): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    dice.chance(0.97) ? encode(value(dice, name)) : dice.pick(['%', '%2', '%00', '%2F', '..', '%2e%2e', 'ÿ', ';', '']),
  )
  const given = parameters.filter((parameter) => parameter.in === 'query' && dice.chance(parameter.name === 'timeout' ? 1 : 0.3))
  const pairs = given.map(({ name }) => `${name}=${encode(value(dice, name))}`)
  if (dice.chance(0.03))
    pairs.push(dice.pick(['x=1', '=', '&', 'q', '__proto__=1', 'q=a&q=b', '%', 'q[]=1', 'q[a]=1', 'limit=1&limit=2']))
  const query = pairs.length > 0 ? `?${pairs.join('&')}` : ''
  // Nothing that Node would not send at all.
  return (dice.chance(0.97) ? filled + query : mutateText(dice, filled + query)).replace(/[^!-\xff]/g, '')
}

function value(dice: Dice, name: string): string {
  if (name === 'q' && dice.chance(0.8)) return makeQuery(dice)
  if (name === 'timeout' || name === 'quiet') return dice.pick(DURATIONS)
  if (dice.chance(0.75)) return dice.pick(LIKELY[name] ?? STOCK)
  return dice.chance(0.7) ? dice.pick(ODD_TEXTS) : mutateText(dice, dice.pick(LIKELY[name] ?? STOCK))
}

/** But for the braces that stand for something of the stock. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%7B(id%3A\d|cursor|session)%7D/g, (braced) =>
    decodeURIComponent(braced),
  )
}

function body(dice: Dice, type: string, schema: Schema, document: ApiDocument): string {
  const made =
    type === 'application/json'
      ? JSON.stringify(fromSchema(dice, schema, document, 0))
      : type === 'message/rfc822'
        ? dice.pick(['Subject: x\r\n\r\nhi', '', '\0', 'x', '\xff'.repeat(100), 'Subject: a\r\n'.repeat(2000)])
        : dice.pick(MULTIPART)
  const octets = Buffer.from(made ?? '').toString('latin1')
  if (dice.chance(0.85)) return octets
  return dice.chance(0.1)
    ? octets.repeat(dice.length(12)).slice(0, 1_200_000)
    : Buffer.from(mutateText(dice, octets)).toString('latin1')
}

const DEEPEST = 6

/** A value as the schema has it, or, now and then, any other. */
function fromSchema(dice: Dice, schema: Schema, document: ApiDocument, depth: number): unknown {
  if (dice.chance(0.05) || depth > DEEPEST) return dice.pick([null, true, 0, -1, 1.5, 1e308, '', [], {}, [[]], ...ODD_TEXTS])
  const reference = schema.$ref
  if (typeof reference === 'string')
    return fromSchema(dice, document.components.schemas[reference.split('/').at(-1) ?? ''] as Schema, document, depth)
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (choices) return fromSchema(dice, dice.pick(choices), document, depth)
  const all = schema.allOf as Schema[] | undefined
  if (all) return Object.assign({}, ...all.map((each) => fromSchema(dice, each, document, depth)))
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return dice.pick(schema.enum)
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
      const required = (schema.required ?? []) as string[]
      const given = properties.filter(([name]) => dice.chance(required.includes(name) ? 0.97 : 0.5))
      const made = given.map(([name, each]): [string, unknown] => [
        name,
        likely(dice, name) ?? fromSchema(dice, each, document, depth + 1),
      ])
      if (dice.chance(0.05) || schema.additionalProperties) made.push([dice.pick(ODD_TEXTS), dice.pick(ODD_TEXTS)])
      return Object.fromEntries(made)
    }
    case 'array':
      return dice.some(0, dice.chance(0.02) ? 300 : 3, () =>
        fromSchema(dice, (schema.items ?? {}) as Schema, document, depth + 1),
      )
    case 'integer':
    case 'number':
      return dice.pick([0, 1, 2, 50, -1, 1.5, 2 ** 31, 2 ** 53, 1e308])
    case 'boolean':
      return dice.chance(0.5)
    default:
      return dice.chance(0.6)
        ? dice.pick([...STOCK, 'a@x.test', 'Ann <ann@x.test>', 'release', 'subject', '(\\w+)='])
        : dice.pick(ODD_TEXTS)
  }
}

function likely(dice: Dice, name: string): unknown {
  if (dice.chance(0.3)) return undefined
  if (name === 'ids') return dice.some(1, 3, () => dice.pick(STOCK))
  if (name === 'q') return makeQuery(dice)
  if (name === 'expression') return dice.pick(['(\\w+)', 'a', '(a+)+$', '(?<x>.)', '[', '\\p{L}+', '^(.*)*$', '(?=', '\\k<x>'])
  if (name === 'of') return dice.pick(['subject', 'text', 'header:x-campaign', 'header:'])
  return undefined
}

function rawRequest(dice: Dice, { method, path, headers, body: octets = '' }: HttpCase): string {
  const fields = Object.entries({ Host: '127.0.0.1', ...headers, 'Content-Length': String(octets.length) })
  const request = `${method} ${path} HTTP/1.1\r\n${fields.map(([name, text]) => `${name}: ${text}\r\n`).join('')}Connection: close\r\n\r\n${octets}`
  return mutateText(dice, request, [
    '\r\n',
    '\n',
    '\0',
    ' ',
    ':',
    'Transfer-Encoding: chunked\r\n',
    'Content-Length: 5\r\n',
    'HTTP/9.9',
    'x'.repeat(20_000),
    '\t',
    '%',
  ]).replace(/[^\0-\xff]/g, '?')
}

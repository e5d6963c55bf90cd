/** `/api/messages`: list, read, change, delete. The work is done in mail/; here are shapes and statuses. */
import type { RouteShorthandOptions } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { ListExtra, Message, MessageCount, MessagePage, MessagePatch, UpTo } from '../../../shared/model/message.ts'
import { HeaderField, Part } from '../../../shared/model/part.ts'
import { Problem } from '../../../shared/model/problem.ts'
import { AppError } from '../../errors.ts'
import { LIMITS } from '../../limits.ts'
import { type Messages, toPartTree } from '../../mail/messages.ts'
import { createEnding } from '../ending.ts'
import { wholeNumber } from '../whole-number.ts'

/** Lists are the answers that grow. */
export const LIST_COMPRESSION: NonNullable<RouteShorthandOptions['compress']> = { encodings: ['br', 'gzip'], threshold: 1024 }

/** More ids in an address would not fit a request line everywhere. */
export const MAX_IDS_IN_ADDRESS = LIMITS.search.idsInAddress.value

export const MessageId = z.strictObject({ id: z.string().describe('Id of a message, or `latest`') })
export const Search = z.strictObject({
  q: z.string().optional().describe('A search: docs/search.md'),
  tz: z.string().optional().describe('Time zone of the days in it, such as Europe/Istanbul; else UTC'),
})
export const InMailbox = Search.extend({
  q: Search.shape.q.describe('With `latest`: the newest one that this search finds'),
  mailbox: z.string().optional().describe('Only in this mailbox'),
})

const ListQuery = Search.extend({
  mailbox: z.string().optional(),
  limit: wholeNumber(1, LIMITS.search.page.value).default(50).describe('By default 50'),
  before: z.string().optional().describe('Cursor: only earlier messages'),
  after: z.string().optional().describe('Cursor: only later messages, the oldest of them first taken'),
  offset: wholeNumber(0, 10_000_000).default(0),
  fields: z
    .string()
    .optional()
    .transform((text) => text?.split(',') ?? [])
    .pipe(z.array(ListExtra))
    .describe('Extra fields, by comma: text, html, headers'),
})

export const IdsInAddress = z
  .string()
  .transform((text) => text.split(',').filter((id) => id !== ''))
  .pipe(z.array(z.string()).min(1).max(MAX_IDS_IN_ADDRESS))

const DeleteQuery = z.strictObject({
  ids: IdsInAddress.optional().describe(`Ids by comma, at most ${MAX_IDS_IN_ADDRESS}`),
  ...Search.shape,
  all: z.literal('true').optional().describe('Everything, or all of the mailbox'),
  mailbox: z.string().optional(),
  upTo: UpTo,
  stoppable: z.literal('true').optional().describe('Closing the connection stops it; what is gone by then is gone'),
})

const CountQuery = Search.extend({
  q: Search.shape.q.describe('A search: docs/search.md; without it everything, or all of the mailbox'),
  mailbox: z.string().optional(),
  upTo: UpTo,
})

export const IN_PORTIONS = 'Works in portions, between which mail is taken. It goes on when nobody waits for the answer any more.'

export const messageRoutes: FastifyPluginAsyncZod<{ messages: Messages }> = async (app, { messages }) => {
  const endOf = createEnding(app)
  app.get(
    '/messages',
    {
      compress: LIST_COMPRESSION,
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'listMessages',
        summary: 'List messages, newest first',
        querystring: ListQuery,
        response: { 200: MessagePage, 400: Problem },
      },
    },
    async (request, reply) => {
      const { before, after } = request.query
      if (before !== undefined && after !== undefined) throw new AppError('invalid', 'Give `before` or `after`, not both')
      const page = await messages.list(request.query)
      reply.header('mailmitt-cursor', page.cursor)
      return page
    },
  )

  app.patch(
    '/messages',
    {
      config: { scope: 'admin', mailbox: 'select' },
      schema: {
        operationId: 'patchMessages',
        summary: 'Set or clear flags, add or remove tags',
        description: IN_PORTIONS,
        body: MessagePatch,
        response: { 200: z.object({ changed: z.int() }), 400: Problem, 409: Problem, 503: Problem },
      },
    },
    async ({ body: { select, set, ...tags } }) => ({ changed: await messages.mark(select, { ...set, ...tags }, endOf()) }),
  )

  app.delete(
    '/messages',
    {
      config: { scope: 'admin', mailbox: 'query' },
      schema: {
        operationId: 'deleteMessages',
        summary: 'Delete the messages named',
        description: IN_PORTIONS,
        querystring: DeleteQuery,
        response: { 200: z.object({ removed: z.int() }), 400: Problem, 503: Problem },
      },
    },
    async ({ query: { ids, q, all, tz, stoppable, ...within } }, reply) => {
      if ([ids, q, all].filter((target) => target !== undefined).length !== 1)
        throw new AppError('invalid', 'Say what to delete: one of `ids=…`, `q=…` and `all=true`')
      const select = ids ? { ids, ...within } : q !== undefined ? { q, tz, ...within } : ({ all: true, ...within } as const)
      return { removed: await messages.remove(select, endOf(stoppable && reply)) }
    },
  )

  app.get(
    '/messages/count',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'countMessages',
        summary: 'How many messages a change or deletion of this selection would meet, exactly',
        description: 'Takes as long as it must, up to a minute; others get their turn meanwhile.',
        querystring: CountQuery,
        response: { 200: MessageCount, 400: Problem, 503: Problem },
      },
    },
    ({ query: { q, tz, ...within } }, reply) =>
      messages.count(q === undefined ? { all: true, ...within } : { q, tz, ...within }, endOf(reply)),
  )

  app.get(
    '/messages/:id',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getMessage',
        summary: 'The whole message',
        params: MessageId,
        querystring: InMailbox,
        response: { 200: Message, 404: Problem },
      },
    },
    ({ params, query }) => messages.get(params.id, query),
  )

  app.delete(
    '/messages/:id',
    {
      config: { scope: 'admin', mailbox: 'query' },
      schema: {
        operationId: 'deleteMessage',
        summary: 'Delete one message',
        params: z.strictObject({ id: z.string() }),
        querystring: z.strictObject({ mailbox: InMailbox.shape.mailbox }),
        response: { 200: z.object({ removed: z.int() }), 404: Problem },
      },
    },
    async ({ params: { id }, query: { mailbox } }) => {
      const removed = await messages.remove({ ids: [id], mailbox })
      if (removed === 0) throw new AppError('not_found', `There is no message ${id}; it may have been deleted already`)
      return { removed }
    },
  )

  app.get(
    '/messages/:id/headers',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getHeaders',
        summary: 'Header fields in order',
        params: MessageId,
        querystring: InMailbox,
        response: { 200: z.array(HeaderField), 404: Problem },
      },
    },
    async ({ params, query }) => (await messages.content(await messages.find(params.id, query))).headers,
  )

  app.get(
    '/messages/:id/parts',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getParts',
        summary: 'MIME tree',
        params: MessageId,
        querystring: InMailbox,
        response: { 200: Part, 404: Problem },
      },
    },
    async ({ params, query }) => toPartTree((await messages.find(params.id, query)).parts),
  )
}

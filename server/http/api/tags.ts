/** `/api/tags` and `/api/tag-rules`: which tags there are, and what gives them. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Problem } from '../../../shared/model/problem.ts'
import { Tag, TagRule, TagRuleDraft, TagTrial } from '../../../shared/model/tag.ts'
import type { Tags } from '../../mail/tags.ts'
import { LIST_COMPRESSION } from './messages.ts'

const RuleId = z.strictObject({ id: z.string() })

export const tagRoutes: FastifyPluginAsyncZod<{ tags: Tags }> = async (app, { tags }) => {
  app.get(
    '/tags',
    {
      compress: LIST_COMPRESSION,
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'listTags',
        summary: 'Tags that messages have, with their counts',
        querystring: z.strictObject({ mailbox: z.string().optional().describe('Only of messages in this mailbox') }),
        response: { 200: z.object({ tags: z.array(Tag) }) },
      },
    },
    async ({ query: { mailbox } }) => ({ tags: await tags.list(mailbox) }),
  )

  app.get(
    '/tag-rules',
    {
      compress: LIST_COMPRESSION,
      config: { scope: 'read' },
      schema: {
        operationId: 'listTagRules',
        summary: 'Tag rules, in the order in which they are applied',
        response: { 200: z.object({ rules: z.array(TagRule) }) },
      },
    },
    async () => ({ rules: tags.rules() }),
  )

  app.post(
    '/tag-rules',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'addTagRule',
        summary: 'Add a tag rule, for mail that comes from now on',
        body: TagRuleDraft,
        response: { 201: TagRule, 400: Problem, 409: Problem },
      },
    },
    async ({ body }, reply) => reply.status(201).send(await tags.addRule(body)),
  )

  app.put(
    '/tag-rules/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'changeTagRule',
        summary: 'Change a tag rule, for mail that comes from now on',
        params: RuleId,
        body: TagRuleDraft,
        response: { 200: TagRule, 400: Problem, 404: Problem },
      },
    },
    ({ params, body }) => tags.changeRule(params.id, body),
  )

  app.delete(
    '/tag-rules/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'removeTagRule',
        summary: 'Remove a tag rule; tags that it has given stay',
        params: RuleId,
        response: { 200: z.object({ removed: z.int() }), 404: Problem },
      },
    },
    async ({ params }) => {
      await tags.removeRule(params.id)
      return { removed: 1 }
    },
  )

  app.post(
    '/tag-rules/try',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'tryTagRule',
        summary: 'What a rule would have given to the newest messages; changes nothing',
        body: TagRuleDraft,
        response: { 200: TagTrial, 400: Problem },
      },
    },
    ({ body }) => tags.tryRule(body),
  )
}

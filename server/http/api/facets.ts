/** `/api/facets`: by what a list or a search can be narrowed down. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Facets } from '../../../shared/model/facet.ts'
import { Problem } from '../../../shared/model/problem.ts'
import type { CountFacets } from '../../mail/facets.ts'
import { LIST_COMPRESSION, Search } from './messages.ts'

export const facetRoutes: FastifyPluginAsyncZod<{ countFacets: CountFacets }> = async (app, { countFacets }) => {
  app.get(
    '/facets',
    {
      compress: LIST_COMPRESSION,
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'countFacets',
        summary:
          'Counts of what a search finds, by sender, mailbox, time and the like, each with the clause that finds these alone',
        querystring: Search.extend({ mailbox: z.string().optional() }),
        response: { 200: Facets, 400: Problem },
      },
    },
    ({ query }) => countFacets(query),
  )
}

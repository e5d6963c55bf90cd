/** Counts by which a search can be narrowed down. */
import { z } from 'zod'

export const FacetField = z.enum(['from', 'mailbox', 'tag', 'received', 'is', 'has'])
export type FacetField = z.infer<typeof FacetField>

export const FacetValue = z
  .object({
    value: z.string(),
    clause: z.string().describe('What to add to the search, so that it finds these alone'),
    count: z.int(),
  })
  .meta({ id: 'FacetValue' })
export type FacetValue = z.infer<typeof FacetValue>

export const Facet = z
  .object({
    field: FacetField,
    values: z.array(FacetValue).describe('Senders, mailboxes and tags: the most frequent ones, the first first'),
    isAtLeast: z.literal(true).optional().describe('Not all that match were counted here: there may be more of each'),
  })
  .meta({ id: 'Facet' })
export type Facet = z.infer<typeof Facet>

export const Facets = z
  .object({
    facets: z.array(Facet).describe('Those that have a value'),
    total: z.int().describe('Messages that were counted'),
    isAtLeast: z.literal(true).optional().describe('These are the newest ones; more match'),
  })
  .meta({ id: 'Facets' })
export type Facets = z.infer<typeof Facets>

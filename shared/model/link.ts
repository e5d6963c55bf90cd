/** Where a mail leads to, and what it loads. */
import { z } from 'zod'

export const LinkKind = z.enum(['action', 'unsubscribe', 'view-in-browser', 'social', 'tracking', 'other'])
export type LinkKind = z.infer<typeof LinkKind>

export const LinkFound = z
  .object({
    href: z.string().describe('Decoded, as a click would take it'),
    text: z.string().describe('What is shown as the link; of a URL in plain text, the words beside it'),
    host: z.string().describe('With its port; empty when the address has none'),
    kind: LinkKind,
    where: z.enum(['html', 'text']),
  })
  .meta({ id: 'LinkFound' })
export type LinkFound = z.infer<typeof LinkFound>

export const ImageFound = z
  .object({
    src: z.string(),
    alt: z.string(),
    remote: z.boolean().describe('Lies on another machine: showing it tells that machine'),
    tracking: z.boolean().describe('Too small or too hidden to be seen, so it is there to tell'),
  })
  .meta({ id: 'ImageFound' })
export type ImageFound = z.infer<typeof ImageFound>

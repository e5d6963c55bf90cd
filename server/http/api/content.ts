/** The octets of a message and what they look like: raw, text, parts, and the document to show. */
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Explanation } from '../../../shared/model/explanation.ts'
import { MailTheme } from '../../../shared/model/mail-theme.ts'
import { PartHeaders } from '../../../shared/model/part.ts'
import { Problem } from '../../../shared/model/problem.ts'
import { newSecret } from '../../clock.ts'
import { AppError } from '../../errors.ts'
import { isLoopback } from '../../listener.ts'
import { decodePart } from '../../mail/decode-part.ts'
import type { RemoteContent } from '../../mail/html-document.ts'
import { nameInlineParts } from '../../mail/inline-parts.ts'
import { findPart, type Messages, type StoredMessage } from '../../mail/messages.ts'
import { isShownInline } from '../../mail/readable-parts.ts'
import type { Renderer } from '../../mail/renderer.ts'
import { sendOctets, sliceOctets } from '../octets.ts'
import { contentDisposition, partContentType, setPartHeaders } from '../part-headers.ts'
import { IN_SANDBOX } from '../security-headers.ts'
import type { ViewProof } from '../view-proof.ts'
import { InMailbox, MessageId } from './messages.ts'

const PartPath = z.strictObject({
  id: z.string(),
  path: z
    .string()
    .regex(/^(\d+(\.\d+)*)?$/)
    .describe('As in the MIME tree: `1.2`'),
})
const PartQuery = InMailbox.extend({
  view: z.string().optional().describe('Proof that a mail document of this server asks; for its inline images'),
})
const TextQuery = InMailbox.extend({
  charset: z
    .string()
    .optional()
    .describe('Read it in this charset instead of the one that was declared or found: `windows-1254`'),
})
const DecodedTextQuery = TextQuery.extend({
  of: z
    .enum(['text', 'html'])
    .default('text')
    .describe('`html`: what a reader sees of the HTML, to hold beside the text that was sent with it'),
})
const HtmlQuery = TextQuery.extend({
  remote: z
    .enum(['block', 'allow'])
    .optional()
    .describe('Content from elsewhere; by default only public hosts, and only when browser and server are on one machine'),
  remoteHosts: z
    .string()
    .optional()
    .describe('Hosts, with their port, by comma, whose content is shown beyond that: `cdn.example.com,localhost:3000`'),
  theme: MailTheme.optional().describe(
    "In the dark as the mail's own styles have it, or with its colours inverted as mail apps do; by default `light`",
  ),
  images: z.enum(['on', 'off']).optional().describe('`off` shows what is left without them'),
})

export interface ContentDependencies {
  messages: Messages
  renderer: Renderer
  viewProof: ViewProof
}

export const contentRoutes: FastifyPluginAsyncZod<ContentDependencies> = async (app, { messages, renderer, viewProof }) => {
  const octets = (contentType: string) => {
    const content = { [contentType]: { schema: z.string().meta({ format: 'binary' }) } }
    return {
      200: { description: 'Octets', content },
      206: { description: 'The octets of Range', content },
      304: z.undefined().describe('If-None-Match names these very octets'),
      404: Problem,
      416: Problem,
    }
  }

  app.get(
    '/messages/:id/raw',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getRaw',
        summary: 'Exact octets as they came after DATA',
        params: MessageId,
        querystring: InMailbox,
        response: octets('message/rfc822'),
      },
    },
    async (request, reply) => {
      const message = await messages.find(request.params.id, request.query)
      reply.header('content-disposition', contentDisposition('attachment', `${message.id}.eml`))
      return sendOctets(request, reply, {
        sizeOctets: message.sizeOctets,
        etag: `${message.id}-raw`,
        contentType: 'message/rfc822',
        read: (start, end) => messages.octets(message, start, end),
      })
    },
  )

  app.get(
    '/messages/:id/text',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getText',
        summary: 'Decoded text',
        params: MessageId,
        querystring: DecodedTextQuery,
        response: {
          200: { description: 'Text', content: { 'text/plain': { schema: z.string() } } },
          400: Problem,
          404: Problem,
          503: Problem,
        },
      },
    },
    async (request, reply) => {
      const { charset, of, ...scope } = request.query
      await checkCharset(charset, of === 'html' ? 'text/html' : 'text/plain')
      const message = await messages.find(request.params.id, scope)
      const text = of === 'html' ? await messages.visibleText(message, charset) : (await messages.content(message, charset)).text
      return reply.type('text/plain; charset=utf-8').serializer(String).send(text)
    },
  )

  app.get(
    '/messages/:id/html',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getHtml',
        summary: 'The document that shows the mail, for a sandboxed frame',
        params: MessageId,
        querystring: HtmlQuery,
        response: {
          200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } },
          400: Problem,
          404: Problem,
          503: Problem,
        },
      },
    },
    async (request, reply) => {
      const { charset, remote, remoteHosts = '', theme = 'light', images = 'on', ...scope } = request.query
      const message = await messages.find(request.params.id, scope)
      await checkCharset(charset, 'text/html')
      const { html, text } = await messages.content(message, charset)
      const { document, contentSecurityPolicy } = await renderer.render({
        html,
        text,
        remote: remote ?? remoteByDefault(request),
        remoteHosts: remoteHosts.toLowerCase().split(','),
        theme,
        images: images === 'on',
        nonce: newSecret(16),
        inlineParts: inlineParts(message, viewProof),
      })
      return reply
        .type('text/html; charset=utf-8')
        .headers(IN_SANDBOX)
        .header('content-security-policy', contentSecurityPolicy)
        .header('cache-control', 'no-store')
        .serializer(String)
        .send(document)
    },
  )

  app.get(
    '/messages/:id/parts/:path',
    {
      config: { ownProof: hasProof, scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getPart',
        summary: 'A part, decoded',
        params: PartPath,
        querystring: PartQuery,
        response: octets('*/*'),
      },
    },
    async (request, reply) => {
      const message = await messages.find(request.params.id, request.query)
      const part = findPart(message, request.params.path)
      if (request.query.view !== undefined) {
        if (!hasProof(request)) throw new AppError('forbidden', 'The proof in `view` is not valid (any more); reload the message')
        if (!isShownInline(part)) throw new AppError('forbidden', 'Only images and fonts are shown inside a mail')
        reply.header('cross-origin-resource-policy', 'cross-origin').header('access-control-allow-origin', '*')
      }
      setPartHeaders(reply, part)
      const decode = () => decodePart(messages.octets(message, part.bodyOffset, part.bodyOffset + part.bodyOctets), part.encoding)
      return sendOctets(request, reply, {
        sizeOctets: undefined,
        etag: `${message.id}-${part.path}`,
        contentType: partContentType(part),
        read: (start, end) => sliceOctets(decode(), start, end),
      })
    },
  )

  app.get(
    '/messages/:id/parts/:path/explanation',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getExplanation',
        summary: 'What a part says that programs write for programs: an invitation, a contact, a delivery report',
        params: PartPath,
        querystring: InMailbox,
        response: { 200: Explanation, 404: Problem, 503: Problem },
      },
    },
    async ({ params, query }) => messages.explain(await messages.find(params.id, query), params.path),
  )

  app.get(
    '/messages/:id/parts/:path/headers',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getPartHeaders',
        summary: 'Header fields of a part, decoded; of a message in a message, those of both',
        params: PartPath,
        querystring: InMailbox,
        response: { 200: PartHeaders, 404: Problem, 503: Problem },
      },
    },
    async ({ params, query }) => messages.partHeaders(await messages.find(params.id, query), params.path),
  )

  app.get(
    '/messages/:id/parts/:path/raw',
    {
      config: { scope: 'read', mailbox: 'query' },
      schema: {
        operationId: 'getPartRaw',
        summary: 'A part as sent: its header section and its encoded body',
        params: PartPath,
        querystring: InMailbox,
        response: octets('application/octet-stream'),
      },
    },
    async (request, reply) => {
      const message = await messages.find(request.params.id, request.query)
      const part = findPart(message, request.params.path)
      reply.header('content-disposition', contentDisposition('attachment', `${message.id}-${part.path || 'root'}.txt`))
      return sendOctets(request, reply, {
        sizeOctets: part.bodyOffset + part.bodyOctets - part.headerOffset,
        etag: `${message.id}-${part.path}-raw`,
        contentType: 'application/octet-stream',
        read: (start, end) => messages.octets(message, part.headerOffset + start, part.headerOffset + end),
      })
    },
  )

  function hasProof(request: FastifyRequest): boolean {
    const { id, path } = request.params as { id: string; path: string }
    // Asked before validation: it may be there twice.
    const { view } = request.query as { view?: unknown }
    return typeof view === 'string' && viewProof.verify(id, path, view)
  }
}

/** @throws {AppError} `invalid` */
async function checkCharset(label: string | undefined, contentType: 'text/plain' | 'text/html'): Promise<void> {
  if (label === undefined) return
  // Loaded when somebody asks: its tables are large, and decoding has its own thread.
  const { findCharset } = await import('../../mail/charset.ts')
  if (findCharset(label, contentType === 'text/plain')) return
  throw new AppError(
    'invalid',
    findCharset(label, true)
      ? 'HTML is not read in UTF-7, which hides markup; look at its source'
      : `\`charset\` names no charset that is known here, but ${JSON.stringify(label.slice(0, 60))}; it takes names like utf-8, windows-1254 and shift_jis`,
  )
}

/** Without asking only between a browser and a server on one machine: elsewhere a mail would tell its sender who reads it. */
function remoteByDefault({ socket, headers }: FastifyRequest): RemoteContent {
  const host = (headers.host ?? '')
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
  return isLoopback(socket.remoteAddress ?? '') && (isLoopback(host) || host.endsWith('.localhost')) ? 'public' : 'block'
}

/** Every name by which the mail's HTML may mean one of its parts → the address of that part. */
function inlineParts(message: StoredMessage, viewProof: ViewProof): Record<string, string> {
  return Object.fromEntries(
    Array.from(nameInlineParts(message.parts), ([name, { path }]) => [
      name,
      // By its id, so that it holds in the document of `latest` too.
      `../${message.id}/parts/${path}?view=${encodeURIComponent(viewProof.sign(message.id, path))}`,
    ]),
  )
}

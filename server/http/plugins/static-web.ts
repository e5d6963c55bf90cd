/** The web app: its files, and its shell for every address that is a view of it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** No script but our own files. Styles may be inline: components set them. */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data: blob:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `frame-src 'self'`,
  `worker-src 'self'`,
  `manifest-src 'self'`,
  `base-uri 'self'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

/** Views of the app (UI.md §1); everything else that no route knows is 404. */
const VIEWS = ['/', '/m/:id', '/m/:id/:tab', '/sessions', '/sessions/:id', '/mail-client']

export async function addStaticWeb(
  app: FastifyInstance,
  { folder, basePath }: { folder: string; basePath: string },
): Promise<void> {
  const shell = await readFile(join(folder, 'index.html'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return '<!doctype html><title>Mailmitt</title><p>The web app is not built: run <code>npm run build</code>. The API is at <a href="api/docs">api/docs</a>.'
  })

  // The app itself is no secret; what it shows, it asks the API for.
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, scope: 'open' }
  })
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    wildcard: false,
    // Made by the build: `x.js.br` and `x.js.gz` stand for `x.js`, and are no files of their own.
    preCompressed: true,
    globIgnore: ['**/*.{br,gz}'],
    // Names in assets/ carry a hash of their content.
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const view of VIEWS)
    app.get(view, { schema: { hide: true } }, (request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', POLICY)
        .header('cache-control', 'no-cache')
        .send(shell.replace('<base href="/"', `<base href="${baseOf(request.url.split('?')[0] ?? '/', basePath)}"`)),
    )
}

/** The app's root as seen from this address: relative, so that it holds behind any proxy that strips its prefix. */
function baseOf(path: string, basePath: string): string {
  if (basePath !== '/') return basePath
  const depth = path.split('/').length - 2
  return depth === 0 ? './' : '../'.repeat(depth)
}

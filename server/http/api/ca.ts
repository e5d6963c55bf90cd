/** The certificate that clients are to trust, where TLS is by a CA of this Mailmitt. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../errors.ts'

export interface CaDependencies {
  /** PEM; absent without TLS, and with a certificate that was brought. */
  authority: string | undefined
}

export const caRoutes: FastifyPluginAsyncZod<CaDependencies> = async (app, { authority }) => {
  app.get(
    '/ca.pem',
    {
      // No secret: every handshake shows it.
      config: { scope: 'open' },
      schema: {
        operationId: 'getCa',
        summary: 'The certificate of the CA, in PEM, for clients that are to trust this Mailmitt; 404 when it has none',
        response: { 200: { description: 'PEM', content: { 'application/x-pem-file': { schema: z.string() } } } },
      },
    },
    async (_request, reply) => {
      if (authority === undefined)
        throw new AppError('not_found', 'This Mailmitt has no CA of its own: start it with --tls, and without --tls-cert')
      return reply
        .type('application/x-pem-file')
        .header('content-disposition', 'attachment; filename="mailmitt-ca.pem"')
        .serializer(String)
        .send(authority)
    },
  )
}

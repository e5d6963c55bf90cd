/** `/api/sign-in`: who is asking, and how a browser signs in and out. Open: it is the way in. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Problem } from '../../../shared/model/problem.ts'
import { SignInRequest, SignInState } from '../../../shared/model/sign-in.ts'
import type { Grant } from '../../access/access.ts'
import { AppError } from '../../errors.ts'
import { type AccessOptions, presented } from '../plugins/access.ts'

export const signInRoutes: FastifyPluginAsyncZod<AccessOptions> = async (app, { access, cookie }) => {
  const config = { scope: 'open', mailbox: 'own' } as const

  function tell(grant: Pick<Grant, 'name' | 'by'> | undefined): SignInState {
    const { isRequired: required, hasUsers } = access
    return { required, hasUsers, canSignOut: grant?.by === 'sign-in', ...(grant?.name !== undefined && { name: grant.name }) }
  }

  app.get(
    '/sign-in',
    { config, schema: { operationId: 'getSignIn', summary: 'Who is signed in', response: { 200: SignInState } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return tell(await access.check(presented(request, { access, cookie })).catch(ifNobody))
    },
  )

  app.post(
    '/sign-in',
    {
      config,
      schema: {
        operationId: 'signIn',
        summary: 'Sign in with name and password: the answer sets a cookie',
        body: SignInRequest,
        response: { 200: SignInState, 400: Problem, 401: Problem, 409: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { name, password } = request.body
      if (!access.hasUsers) throw new AppError('conflict', 'Nobody signs in here by name and password; see --users and --user')
      const { peer, forwardedFor } = presented(request, { access, cookie })
      cookie.set(request, reply, await access.signIn(name, password, { peer, forwardedFor }))
      return tell({ name: name.normalize('NFC'), by: 'sign-in' })
    },
  )

  app.delete(
    '/sign-in',
    {
      config,
      schema: {
        operationId: 'signOut',
        summary: 'Sign out: what the cookie held is worth nothing then',
        response: { 200: SignInState },
      },
    },
    async (request, reply) => {
      const grant = await access.check(presented(request, { access, cookie })).catch(ifNobody)
      if (grant) access.signOut(grant)
      cookie.clear(request, reply)
      return tell(undefined)
    },
  )
}

function ifNobody(error: unknown): undefined {
  if (error instanceof AppError && (error.code === 'unauthenticated' || error.code === 'too_many_attempts')) return undefined
  throw error
}

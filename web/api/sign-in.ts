/** Whether somebody has to sign in: known as soon as the server refuses something for want of it. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Client, createClient } from '../../shared/client/client.ts'
import type { SignInState } from '../../shared/model/sign-in.ts'
import { createStore, type ReadableStore } from '../lib/external-store.ts'

export interface SignIn {
  /** `first`: nothing of this server has been seen yet; `again`: it has, and is on the screen. */
  asked: ReadableStore<'first' | 'again' | undefined>
  /** What is on the screen can be read on; who asks for more is asked again. */
  putOff: () => void
  state: () => Promise<SignInState>
  /** @throws what the server says of name or password */
  signIn: (name: string, password: string) => Promise<void>
  signOut: () => Promise<void>
}

export const signInQuery = ({ state }: SignIn) => queryOptions({ queryKey: ['sign-in'], queryFn: state })

/** @returns with the client whose refusals are watched */
export function createSignIn({ baseUrl, cache }: { baseUrl: string; cache: QueryClient }): { client: Client; signIn: SignIn } {
  const asked = createStore<'first' | 'again' | undefined>(undefined)
  const plain = createClient({ baseUrl })
  let wasIn = false
  let isPutOff = false

  /** What was refused may have been asked before somebody signed in. */
  async function check(): Promise<void> {
    const { required, name } = await plain.signInState()
    if (required && name === undefined) asked.set(wasIn ? 'again' : 'first')
  }

  const client = createClient({
    baseUrl,
    async fetch(target, init) {
      const response = await fetch(target, init)
      if (response.ok) wasIn = true
      // The page asks that by itself, as long as the stream is refused.
      const isByItself = isPutOff && String(target).endsWith('/api/info')
      // What fails is asked again with the next refusal.
      if (response.status === 401 && !isByItself) void check().catch(() => undefined)
      return response
    },
  })

  return {
    client,
    signIn: {
      asked,
      putOff() {
        isPutOff = true
        asked.set(undefined)
      },
      state: () => plain.signInState(),
      async signIn(name, password) {
        await plain.signIn({ name, password })
        // Where nothing is on the screen there is nothing to keep, and the address says what to show.
        if (asked.get() === 'first') return location.reload()
        isPutOff = false
        asked.set(undefined)
        await cache.invalidateQueries()
      },
      async signOut() {
        await plain.signOut()
        location.reload()
      },
    },
  }
}

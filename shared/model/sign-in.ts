/** Who is signed in, and how one signs in. */
import { z } from 'zod'

export const SignInState = z
  .object({
    required: z.boolean().describe('False when everybody may do everything here'),
    hasUsers: z.boolean().describe('Somebody can sign in with name and password'),
    name: z.string().optional().describe('Of the user or the token that asks; absent when nobody is signed in'),
    canSignOut: z.boolean().describe('Signed in here, and not by a proxy in front or with each request'),
  })
  .meta({ id: 'SignInState' })
export type SignInState = z.infer<typeof SignInState>

export const SignInRequest = z
  .strictObject({ name: z.string().min(1).max(255), password: z.string().min(1).max(1024) })
  .meta({ id: 'SignInRequest' })
export type SignInRequest = z.infer<typeof SignInRequest>

/** `toHaveReceived`: the wait of the client as an assertion, in the words of the server. */
import type { Client, CountedWait, Wanted } from '../client/client.ts'

export interface Outcome {
  pass: boolean
  message: () => string
}

/** Runners give a test 5 s unless told otherwise: what came instead has to be told before. */
const DEFAULT_TIMEOUT = '4s'

export async function judgeReceived(client: Client, wanted: Wanted<CountedWait>, options: CountedWait): Promise<Outcome> {
  const asked = typeof wanted === 'string' ? options : { ...wanted, ...options }
  if (asked.count === 0) throw new TypeError('toHaveReceived waits for mail; that none comes is .not.toHaveReceived')
  const { count = 1, timeout = DEFAULT_TIMEOUT } = asked
  try {
    const mails = await client.waitForAll(wanted, { ...options, count, timeout })
    return { pass: true, message: () => `Received ${mails.map(({ subject, id }) => `“${subject}” (${id})`).join(', ')}` }
  } catch (error) {
    return notAsAsked(error, false)
  }
}

/** For `.not`: passes, which is a failure there, with the first mail that comes. */
export async function judgeNotReceived(client: Client, wanted: Wanted<CountedWait>, options: CountedWait): Promise<Outcome> {
  const asked = typeof wanted === 'string' ? options : { ...wanted, ...options }
  for (const name of ['timeout', 'count'] as const)
    if (asked[name] !== undefined)
      throw new TypeError(`.not.toHaveReceived takes no ${name}: quiet is how long nothing may come, by default 2s`)
  try {
    await client.expectNone(wanted, options)
    return { pass: false, message: () => 'Nothing was received' }
  } catch (error) {
    return notAsAsked(error, true)
  }
}

/** An answer of the server that is not one to the question, no server, a bad search: none of it may pass for "no mail". */
function notAsAsked(error: unknown, pass: boolean): Outcome {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'no_match' && code !== 'unexpected_match') throw error
  const { message } = error as Error
  return { pass, message: () => message }
}

/** A command that asks a running Mailmitt something: what goes wrong becomes a sentence and an exit code. */
import { type Client, MailmittError } from '../../shared/client/client.ts'
import { guardOutput, isEndOfReader } from './print.ts'
import { connect, explainFailure, type Remote } from './remote.ts'
import { tell } from './tell.ts'

const FAILURE = 1
const MISUSE = 2

/** A mistake in the command, as a sentence. */
export class Misuse extends Error {}

/**
 * @param work says in its result that nothing matched, with 1
 * @returns the exit code
 */
export async function ask(remote: Remote, work: (client: Client) => Promise<0 | 1>): Promise<number> {
  guardOutput()
  let client: Client
  try {
    client = connect(remote)
  } catch (error) {
    return end((error as Error).message, MISUSE)
  }
  try {
    return await work(client)
  } catch (error) {
    if (isEndOfReader(error)) return 0
    // A mistake in the search is one in the command.
    const isMisuse = error instanceof Misuse || (error instanceof MailmittError && error.status === 400)
    return end(explainFailure(error, client), isMisuse ? MISUSE : FAILURE)
  }
}

function end(explanation: string, code: number): number {
  // Each mail that nearly matched has a line.
  for (const line of explanation.split('\n')) tell(line)
  return code
}

const DEFAULT_LIMIT = 50

/** @throws {Misuse} */
export function parseLimit(text = String(DEFAULT_LIMIT)): number {
  if (text === 'all') return Number.POSITIVE_INFINITY
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Misuse(`--limit takes a whole number above 0, or all, not ${text}`)
  return Number(text)
}

/** @throws {Misuse} for what is no time zone here */
export function parseZone(text: string | undefined, local: () => string): string {
  if (text === undefined) return local()
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch (error) {
    throw new Misuse(`--tz takes a time zone such as Europe/Istanbul: ${(error as Error).message}`, { cause: error })
  }
}

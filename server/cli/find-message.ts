/** The message that a command is about. */
import type { Client, Message, Scope } from '../../shared/client/client.ts'
import { Misuse } from './ask.ts'

/**
 * @param id absent, or `latest`, is the newest of the scope
 * @throws {Misuse} for an id and a scope
 */
export function findMessage(client: Client, id: string | undefined, scope: Scope): Promise<Message> {
  if (id === undefined || id === 'latest') return client.latest(scope)
  if (scope.q !== undefined || scope.mailbox !== undefined)
    throw new Misuse('give an id, or --q and --mailbox for the newest that fits, not both')
  return client.get(id)
}

/** `mailmitt delete`: messages by id, by search, or all of them; which of these is said, never guessed. */
import type { Client } from '../../shared/client/client.ts'
import { ask, Misuse, parseZone } from './ask.ts'
import { harmlessJson } from './harmless.ts'
import { localZone, print } from './print.ts'
import type { Remote } from './remote.ts'
import { tell } from './tell.ts'

/** As many as the server takes in one call. */
const PORTION = 200

export interface DeleteRequest {
  remote: Remote
  ids: readonly string[]
  q: string | undefined
  tz: string | undefined
  mailbox: string | undefined
  isAll: boolean
  isJson: boolean
}

/** @returns the exit code: 1 when nothing was there, or not all of the ids */
export function deleteMessages({ remote, isJson, ...what }: DeleteRequest): Promise<number> {
  return ask(remote, async (client) => {
    const { ids, q, isAll } = what
    if ([ids.length > 0, q !== undefined, isAll].filter(Boolean).length !== 1)
      throw new Misuse('say what to delete: ids, --q or --all, one of them')
    const removed = await remove(client, what)
    if (isJson) await print(`${harmlessJson({ removed })}\n`)
    else await print(`${removed} deleted\n`)
    const missing = ids.length > 0 ? new Set(ids).size - removed : 0
    if (missing > 0) tell(`${missing} of the ids ${missing === 1 ? 'is' : 'are'} not there`)
    else if (removed === 0) tell('there was nothing to delete')
    return missing > 0 || removed === 0 ? 1 : 0
  })
}

type What = Omit<DeleteRequest, 'remote' | 'isJson'>

async function remove(client: Client, { ids, q, tz, mailbox, isAll }: What): Promise<number> {
  if (q !== undefined) return (await client.delete({ q, tz: parseZone(tz, localZone), mailbox })).removed
  if (isAll) return (await client.delete({ all: true, mailbox })).removed
  const unique = [...new Set(ids)]
  let removed = 0
  for (let start = 0; start < unique.length; start += PORTION)
    removed += (await client.delete({ ids: unique.slice(start, start + PORTION), mailbox })).removed
  return removed
}

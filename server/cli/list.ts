/** `mailmitt list`: a line for each message, the newest first, read page by page. */
import type { Address, ListExtra, ListQuery, Message, MessagePage } from '../../shared/client/client.ts'
import { ask, parseLimit, parseZone } from './ask.ts'
import { harmless, harmlessJson } from './harmless.ts'
import { formatTime, localZone, type Paint, print } from './print.ts'
import type { Remote } from './remote.ts'
import { tell } from './tell.ts'

const PAGE = 200
const PEOPLE_WIDTH = 26

export interface ListRequest {
  remote: Remote
  q: string | undefined
  tz: string | undefined
  mailbox: string | undefined
  limit: string | undefined
  fields: string | undefined
  isJson: boolean
  paint: Paint
}

/** @returns the exit code: 1 when there is none */
export function listMessages({ remote, limit, tz, fields, isJson, paint, ...scope }: ListRequest): Promise<number> {
  return ask(remote, async (client) => {
    const zone = parseZone(tz, localZone)
    const query: ListQuery = { ...scope, tz: zone, fields: fields?.split(',') as ListExtra[] | undefined }
    let left = parseLimit(limit)
    let page: MessagePage
    let before: string | undefined
    let count = 0
    do {
      page = await client.list({ ...query, before, limit: Math.min(left, PAGE) })
      for (const message of page.messages) await print(`${isJson ? harmlessJson(message) : messageRow(message, zone, paint)}\n`)
      count += page.messages.length
      left -= page.messages.length
      before = page.next
    } while (before !== undefined && left > 0)
    if (count > 0) return 0
    tell(scope.q === undefined ? 'there is no message' : `no message matches ${scope.q}`)
    return 1
  })
}

/** A message on a line. */
export function messageRow(
  { id, receivedAt, from, to, subject, seen }: Pick<Message, 'id' | 'receivedAt' | 'from' | 'to' | 'subject' | 'seen'>,
  zone: string,
  paint: Paint,
): string {
  const line = harmless(subject) || '(no subject)'
  return [
    paint('dim', `${id}  ${formatTime(receivedAt, zone)}`),
    harmless(formatPeople(from)).padEnd(PEOPLE_WIDTH),
    harmless(formatPeople(to)).padEnd(PEOPLE_WIDTH),
    seen ? line : paint('bold', line),
  ].join('  ')
}

function formatPeople(people: readonly Address[]): string {
  const [first] = people
  const more = people.length > 1 ? ` +${people.length - 1}` : ''
  return first ? `${first.addrSpec || first.displayName}${more}` : '-'
}

/** `mailmitt sessions`: who connected, what became of it and why, or the dialogue of one session line by line. */
import type { ListedSession, Session, SessionOutcome, SessionPage } from '../../shared/client/client.ts'
import { ask, parseLimit, parseZone } from './ask.ts'
import { harmless, harmlessJson } from './harmless.ts'
import { formatTime, localZone, type Paint, print } from './print.ts'
import type { Remote } from './remote.ts'
import { tell } from './tell.ts'

const PAGE = 200
const MARKS = { client: 'C:', server: 'S:', note: '--' } as const

export interface SessionsRequest {
  remote: Remote
  id: string | undefined
  outcome: string | undefined
  tz: string | undefined
  limit: string | undefined
  isJson: boolean
  paint: Paint
}

/** @returns the exit code: 1 when there is none */
export function showSessions({ remote, id, outcome, tz, limit, isJson, paint }: SessionsRequest): Promise<number> {
  return ask(remote, async (client) => {
    const zone = parseZone(tz, localZone)
    if (id !== undefined) {
      const session = await client.session(id)
      await print(isJson ? `${harmlessJson(session)}\n` : dialogue(session, zone, paint))
      return 0
    }
    let left = parseLimit(limit)
    let page: SessionPage
    let before: string | undefined
    let count = 0
    do {
      // The server says which outcomes there are.
      page = await client.sessions({ outcome: outcome as SessionOutcome | undefined, before, limit: Math.min(left, PAGE) })
      for (const session of [...page.running, ...page.sessions].slice(0, left)) {
        await print(`${isJson ? harmlessJson(session) : row(session, zone, paint)}\n`)
        count++
        left--
      }
      before = page.next
    } while (before !== undefined && left > 0)
    if (count > 0) return 0
    tell(outcome === undefined ? 'there is no session' : `no session ended ${outcome}`)
    return 1
  })
}

function row(session: ListedSession, zone: string, paint: Paint): string {
  const { id, protocol, startedAt, clientAddress, heloName, authenticatedAs, outcome = 'running', messageCount, reason } = session
  const isBad = outcome === 'refused' || outcome === 'aborted'
  return [
    paint('dim', `${id}  ${formatTime(startedAt, zone)}`),
    clientAddress.padEnd(15),
    protocol.padEnd(4),
    (harmless(protocol === 'smtp' ? heloName : (authenticatedAs ?? '')) || '-').padEnd(20),
    paint(isBad ? 'red' : 'green', outcome.padEnd(8)),
    `${messageCount} ${messageCount === 1 ? 'message' : 'messages'}`,
    harmless(reason),
  ]
    .join('  ')
    .trimEnd()
}

function dialogue(session: Session, zone: string, paint: Paint): string {
  const lines = session.lines.map(({ offsetMs, from, text, findings = [] }) => {
    const line = `${paint('dim', `${String(offsetMs).padStart(7)} ms`)}  ${MARKS[from]} ${harmless(text)}`
    return [
      paint(from === 'client' ? 'bold' : 'dim', line),
      ...findings.map(({ title }) => paint('yellow', `             ! ${harmless(title)}`)),
    ]
  })
  return `${[row(session, zone, paint), ...lines.flat()].join('\n')}\n`
}

/** SMTP dialogues against the running server: what is acknowledged is kept, what is kept was sent, and every session ends. */
import type { Session } from '../../shared/model/session.ts'
import { send } from '../harness/http.ts'
import { expectThat, type Kind, shorterText, withoutSome } from './kind.ts'
import { makeSmtpCase, type SmtpCase, type SmtpClient, type SmtpStep } from './smtp-case.ts'
import { type PlayedClient, playClient } from './smtp-client.ts'
import { type Acknowledged, followDialogue, readReplies, sentMailData } from './smtp-model.ts'
import { type Target, until } from './target.ts'

export function smtpKind(target: Target): Kind<SmtpCase> {
  let clients = 0

  /** One that no client had lately. */
  function nextAddress(): string {
    const number = clients++ % 50_000
    return `127.9.${Math.floor(number / 250)}.${1 + (number % 250)}`
  }

  async function endedSessions(addresses: ReadonlySet<string>): Promise<Session[]> {
    const answer = await send(`${target.app().url}/api/sessions?limit=100`)
    expectThat(answer.status === 200, () => `/api/sessions answers ${answer.status}`)
    const { sessions } = answer.json() as { sessions: Session[] }
    return sessions.filter(({ clientAddress }) => addresses.has(clientAddress))
  }

  async function checkAcknowledged(message: Acknowledged, session: Session): Promise<void> {
    const { client } = target.app()
    const { id, mailData, reversePath, forwardPaths } = message
    const raw = Buffer.from(await client.raw(id)).toString('latin1')
    expectThat(raw === mailData, () => `${id}: ${raw.length} octets are kept of ${mailData.length}, or others`)
    const kept = await client.get(id)
    const asSent = (path: string) => Buffer.from(path, 'utf8').toString('latin1')
    const { envelope } = kept
    expectThat(
      // What is no UTF-8 is kept as the latin1 that it may be.
      [envelope.reversePath, asSent(envelope.reversePath)].includes(reversePath),
      () => `${id}: reverse-path ${JSON.stringify(envelope.reversePath)} of ${JSON.stringify(reversePath)}`,
    )
    expectThat(
      envelope.forwardPaths.length === forwardPaths.length &&
        envelope.forwardPaths.every((path, i) => [path, asSent(path)].includes(forwardPaths[i] ?? '')),
      () => `${id}: forward-paths ${JSON.stringify(envelope.forwardPaths)} of ${JSON.stringify(forwardPaths)}`,
    )
    expectThat(session.messageIds.includes(id), () => `${id} is not in its session`)
    for (const q of [`id:${id}`, `session:${session.id} id:${id}`, ...envelope.forwardPaths.flatMap(searchFor)]) {
      const { messages } = await client.list({ q, limit: 500 })
      expectThat(
        messages.some((found) => found.id === id),
        () => `${id} is not found by ${JSON.stringify(q)}`,
      )
    }
  }

  /** Each message that is kept, acknowledged or not, was sent whole, with its end. */
  async function checkKept(id: string, { sent, address }: PlayedClient): Promise<void> {
    const raw = Buffer.from(await target.app().client.raw(id)).toString('latin1')
    expectThat(
      [...sentMailData(sent)].some((mailData) => mailData === raw),
      () => `${id}: kept, but ${address} has not sent it to its end`,
    )
  }

  return {
    name: 'smtp',
    make: makeSmtpCase,
    async run(made) {
      const { client, smtp } = target.app()
      await client.delete({ all: true })
      const played = await Promise.all(made.clients.map((each) => playClient(smtp, each, nextAddress())))
      const addresses = new Set(played.map(({ address }) => address))
      await until(async () => (await endedSessions(addresses)).length === played.length, 'a record of each session')
      const sessions = await endedSessions(addresses)
      const keptIds = new Set((await client.list({ limit: 500 })).messages.map(({ id }) => id))
      for (const each of played) {
        const hasLeft = each.ending === 'destroy' || each.ending === 'reset'
        const replies = readReplies(each.received, { mayBeCut: hasLeft })
        const { acknowledged, isAnswered } = followDialogue(each.sent, replies)
        expectThat(
          isAnswered || each.ending !== 'quit',
          () => `${each.address}: a line has no reply; the last is ${JSON.stringify(replies.at(-1))}`,
        )
        const summary = sessions.find(({ clientAddress }) => clientAddress === each.address)
        expectThat(summary !== undefined, () => `${each.address}: no session`)
        const session = (await send(`${target.app().url}/api/sessions/${summary.id}`)).json() as Session
        expectThat(
          session.endedAt !== undefined && session.outcome !== undefined,
          () => `${each.address}: the session has no end`,
        )
        for (const message of acknowledged) await checkAcknowledged(message, session)
        for (const id of session.messageIds) {
          await checkKept(id, each)
          keptIds.delete(id)
        }
        expectThat(
          each.ending !== 'quit' || session.messageIds.length === acknowledged.length,
          () => `${each.address}: ${session.messageIds.length} messages are kept, ${acknowledged.length} were acknowledged`,
        )
      }
      expectThat(keptIds.size === 0, () => `messages of no client: ${[...keptIds].join()}`)
    },
    *smaller({ clients: all }) {
      for (const fewer of withoutSome(all)) if (fewer.length > 0) yield { clients: fewer }
      for (const [i, each] of all.entries()) for (const simpler of simplerClients(each)) yield { clients: all.with(i, simpler) }
    },
  }
}

function* simplerClients(client: SmtpClient): Generator<SmtpClient> {
  for (const steps of withoutSome(client.steps)) yield { ...client, steps }
  if (client.ending !== 'quit') yield { ...client, ending: 'quit' }
  for (const [i, step] of client.steps.entries())
    for (const simpler of simplerSteps(step)) yield { ...client, steps: client.steps.with(i, simpler) }
}

function* simplerSteps(step: SmtpStep): Generator<SmtpStep> {
  if (step.pieces.length > 0) yield { ...step, pieces: [] }
  for (const octets of shorterText(step.octets)) yield { ...step, octets }
}

/** A path that has something to be found by. */
function searchFor(path: string): string[] {
  return /^[^@].*[a-z0-9]{3}/i.test(path) ? [`rcpt:"${path.replace(/["\\]/g, '\\$&')}"`] : []
}

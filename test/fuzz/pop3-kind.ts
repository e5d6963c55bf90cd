/** POP3 dialogues against the running server: mail comes octet for octet, goes only by QUIT, and every session ends without a secret. */
import type { Session } from '../../shared/model/session.ts'
import { send } from '../harness/http.ts'
import { openPop3 } from '../pop3/dialogue.ts'
import { expectThat, type Kind, shorterText, withoutSome } from './kind.ts'
import { MAILBOX, makePop3Case, type Pop3Case, SECRET } from './pop3-case.ts'
import { type PlayedClient, playClient } from './smtp-client.ts'
import { patiently, type Target, until } from './target.ts'

/** Ends a command or an AUTH exchange, and then the session. */
const QUIT = '\r\n*\r\nQUIT\r\nQUIT\r\n'

const PASSWORD_LINE = new RegExp(`(?<=^|\\n)PASS ${SECRET}`, 'g')

export function pop3Kind(target: Target): Kind<Pop3Case> {
  let clients = 0

  /** One that no client had lately. */
  function nextAddress(): string {
    const number = clients++ % 50_000
    return `127.10.${Math.floor(number / 250)}.${1 + (number % 250)}`
  }

  /** Of a client that keeps to the rules, beside the others. */
  async function readAll(mails: ReadonlyMap<string, string>): Promise<void> {
    await using pop3 = await openPop3(target.app().pop3)
    expectThat((await pop3.signIn(MAILBOX, SECRET)).startsWith('+OK'), () => 'who keeps to the rules is not let in')
    for (const line of (await pop3.ask('UIDL')).split('\r\n').filter(Boolean)) {
      const [number, id = ''] = line.split(' ')
      const mail = mails.get(id) ?? ''
      const expected = `${mail.replace(/(^|\n)\./g, '$1..')}${mail.endsWith('\r\n') ? '' : '\r\n'}`
      for (const command of [`RETR ${number}`, `TOP ${number} 1000000`]) {
        const status = await pop3.say(command)
        // Another client may have deleted it meanwhile.
        if (/^-ERR \[SYS\/TEMP\] .*deleted/.test(status)) continue
        expectThat(status.startsWith('+OK'), () => `${command} of ${id}: ${status}`)
        const sent = await pop3.rest()
        expectThat(sent === expected, () => `${command} of ${id}: ${sent.length} octets come of ${expected.length}, or others`)
      }
    }
  }

  async function endedSessions(addresses: ReadonlySet<string>): Promise<Session[]> {
    const answer = await send(`${target.app().url}/api/sessions?limit=100`)
    const { sessions } = answer.json() as { sessions: Session[] }
    return sessions.filter(({ clientAddress }) => addresses.has(clientAddress))
  }

  function checkDialogue({ sent, received, ending, address }: PlayedClient): void {
    if (received !== '')
      expectThat(received.startsWith('+OK Mailmitt ready'), () => `${address} was greeted ${received.slice(0, 80)}`)
    if (ending !== 'quit') return
    // It may have been sent away instead.
    expectThat(/(^|\n)(\+OK Bye|-ERR)[^\n]*\r\n$/.test(received), () => `${address} got no farewell: ${received.slice(-200)}`)
    if (!sent.includes(SECRET)) return
    expectThat(!received.includes(SECRET), () => `${address} is told a password`)
  }

  return {
    name: 'pop3',
    make: makePop3Case,
    async run({ mails, clients: all }) {
      const { client, pop3, log } = target.app()
      await client.delete({ all: true })
      const known = new Map<string, string>()
      for (const mail of mails) known.set((await client.add(Buffer.from(mail, 'latin1'), { mailbox: MAILBOX })).id, mail)
      const [played] = await Promise.all([
        Promise.all(all.map((each) => playClient(pop3, each, nextAddress(), QUIT))),
        patiently(readAll(known), 'a client that keeps to the rules'),
      ])
      for (const each of played) checkDialogue(each)
      const addresses = new Set(played.map(({ address }) => address))
      await until(async () => (await endedSessions(addresses)).length === played.length, 'a record of each session')
      for (const { id, clientAddress } of await endedSessions(addresses)) {
        const { sent = '' } = played.find(({ address }) => address === clientAddress) ?? {}
        // What a client says as its name, or in some other place that is none for secrets, cannot be known for one.
        if (sent.replace(PASSWORD_LINE, '').includes(SECRET)) continue
        const session = JSON.stringify((await send(`${target.app().url}/api/sessions/${id}`)).json())
        expectThat(!session.includes(SECRET), () => `${id}: its transcript has a password`)
      }
      expectThat(!log().includes(SECRET), () => 'the log has a password')
      const kept = (await client.list({ limit: 500 })).messages
      for (const { id } of kept) {
        const raw = Buffer.from(await client.raw(id)).toString('latin1')
        expectThat(raw === known.get(id), () => `${id} is not as it was`)
      }
      const maySomeBeGone = played.some(({ sent }) => /quit/i.test(sent) && /dele/i.test(sent))
      expectThat(
        kept.length === mails.length || maySomeBeGone,
        () => `${mails.length - kept.length} mails are gone without a QUIT`,
      )
    },
    *smaller({ mails, clients: all }) {
      for (const fewer of withoutSome(all)) if (fewer.length > 0) yield { mails, clients: fewer }
      for (const fewer of withoutSome(mails)) if (fewer.length > 0) yield { mails: fewer, clients: all }
      for (const [i, mail] of mails.entries())
        for (const text of shorterText(mail)) if (text !== '') yield { mails: mails.with(i, text), clients: all }
      for (const [i, each] of all.entries())
        for (const steps of withoutSome(each.steps)) yield { mails, clients: all.with(i, { ...each, steps }) }
    },
  }
}

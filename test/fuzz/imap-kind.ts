/** IMAP dialogues against the running server: whatever is said, answers keep to their grammar, and mail stays octet for octet. */
import { openMailbox } from '../imap/raw-imap.ts'
import { ACCOUNT, type ImapCase, makeImapCase, SECRET } from './imap-case.ts'
import { expectThat, type Kind, withoutSome } from './kind.ts'
import { type PlayedClient, playClient } from './smtp-client.ts'
import { patiently, type Target } from './target.ts'

const MAILS = [
  'Subject: one\r\n\r\none\r\n',
  'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n\0\xff\n--x--',
  '.',
  '\r\n\r\n',
]
const AS_PASSWORD = new RegExp(`LOGIN (?:${ACCOUNT} |"${ACCOUNT}" \\{${SECRET.length}\\+\\}\r\n)${SECRET}(?=\r\n)`, 'g')
/** RFC 9051 §9: response. */
const RESPONSE = /^(?:\* |\+ |[!-~]{1,255} (?:OK|NO|BAD) )[^\0\r\n]*$/

export function imapKind(target: Target): Kind<ImapCase> {
  let clients = 0

  /** One that no client had lately. */
  function nextAddress(): string {
    const number = clients++ % 50_000
    return `127.11.${Math.floor(number / 250)}.${1 + (number % 250)}`
  }

  /** A client that keeps to the rules, beside the others, about mail of its own. */
  async function readAll(): Promise<void> {
    const { client, imap } = target.app()
    for (const mail of MAILS) await client.add(Buffer.from(mail, 'latin1'), { mailbox: 'calm' })
    await using calm = await openMailbox(imap, { user: 'calm' })
    const text = await calm.ok('FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[])')
    for (const mail of MAILS)
      expectThat(text.includes(`BODY[] {${mail.length}}\r\n${mail})`), () => `${JSON.stringify(mail)} is not read as it came`)
  }

  function checkDialogue({ received, sent, address }: PlayedClient): void {
    for (let at = 0; at < received.length; ) {
      const [line, next] = responseAt(received, at)
      if (next === undefined) break
      expectThat(RESPONSE.test(line), () => `${address} is told ${JSON.stringify(line.slice(0, 200))}`)
      at = next
    }
    // Elsewhere it is no password: a tag of a command is told back.
    if (sent.replace(AS_PASSWORD, '').includes(SECRET)) return
    expectThat(!received.includes(SECRET), () => `${address} is told a password`)
  }

  return {
    name: 'imap',
    make: makeImapCase,
    async run({ clients: all }) {
      const { client, imap, log } = target.app()
      await client.delete({ all: true })
      for (const mail of MAILS) await client.add(Buffer.from(mail, 'latin1'), { mailbox: ACCOUNT })
      const [played] = await Promise.all([
        Promise.all(all.map((each) => playClient(imap, each, nextAddress()))),
        patiently(readAll(), 'a client that keeps to the rules'),
      ])
      for (const each of played) checkDialogue(each)
      expectThat(!log().includes(SECRET), () => 'the log has a password')
    },
    *smaller({ clients: all }) {
      for (const fewer of withoutSome(all)) if (fewer.length > 0) yield { clients: fewer }
      for (const [i, each] of all.entries())
        for (const steps of withoutSome(each.steps)) yield { clients: all.with(i, { ...each, steps }) }
    },
  }
}

/** @returns one response with its literals left out, and where the next one begins; undefined when it has not come whole */
function responseAt(text: string, start: number): [line: string, next: number | undefined] {
  let line = ''
  for (let at = start; ; ) {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return [line, undefined]
    line += text.slice(at, end)
    const [, octets] = /\{(\d+)\}$/.exec(line) ?? []
    if (octets === undefined) return [line, end + 2]
    at = end + 2 + Number(octets)
  }
}

/** POP3 on both servers: how many, how long, TOP and RETR of each, and UIDL that names each message once and for good. */
import type { MailServer } from './mail-server.ts'
import type { Mail } from './mails.ts'
import { openPop3, type Pop3Connection } from './pop3-connection.ts'
import type { Tally } from './tally.ts'

const AREA = 'POP3'
const TOP_LINES = [0, 1, 5, 100_000]
/** What a session may meet, once there are mails. Names of messages are left to {@link compareUidl}. */
const COMMANDS = [
  'STAT',
  'LIST',
  'LIST 1',
  'LIST 0',
  'LIST 99999',
  'LIST x',
  'RETR 99999',
  'RETR',
  'TOP 1',
  'TOP 99999 1',
  'UIDL 99999',
]
const AFTER_DELETION = [
  'DELE 1',
  'DELE 1',
  'RETR 1',
  'LIST 1',
  'UIDL 1',
  'TOP 1 0',
  'STAT',
  'RSET',
  'STAT',
  'LIST 1',
  'NOOP',
  'XYZZY',
]

export async function comparePop3(
  tally: Tally,
  reference: MailServer,
  ours: MailServer,
  user: string,
  mails: readonly Mail[],
): Promise<void> {
  {
    await using expected = await openPop3(reference.pop3)
    await using got = await openPop3(ours.pop3)
    const both = [expected, got] as const
    for (const command of ['STAT', `USER ${user}`, 'PASS x']) await compareAnswer(tally, both, command, 'session')
    for (const command of COMMANDS) await compareAnswer(tally, both, command, 'session')
    for (const [i, { name }] of mails.entries())
      for (const command of [...TOP_LINES.map((lines) => `TOP ${i + 1} ${lines}`), `RETR ${i + 1}`])
        await compareAnswer(tally, both, command, name)
    for (const command of AFTER_DELETION) await compareAnswer(tally, both, command, 'session')
  }
  for (const server of [reference, ours]) await checkUidl(tally, server, user)
}

async function compareAnswer(
  tally: Tally,
  [reference, ours]: readonly [Pop3Connection, Pop3Connection],
  command: string,
  subject: string,
) {
  const [expected, got] = [await reference.command(command), await ours.command(command)]
  const print = ({ isOk, text, body }: typeof expected) =>
    JSON.stringify([isOk, /^(STAT|LIST \d)/.test(command) && isOk ? text.trim() : '', body])
  tally.compare({
    area: AREA,
    subject,
    what: command.replace(/(TOP|RETR) \d+/, '$1'),
    reference: print(expected),
    ours: print(got),
  })
}

/** Each server by itself: names differ between them (RFC 1939 §7). */
async function checkUidl(tally: Tally, server: MailServer, user: string): Promise<void> {
  const [first, second] = [await readUidl(server, user), await readUidl(server, user)]
  const names = first
    .split('\r\n')
    .filter(Boolean)
    .map((line) => line.split(' ')[1] ?? '')
  const isWellFormed = names.every((name) => /^[\x21-\x7e]{1,70}$/.test(name))
  const facts = [first === second, new Set(names).size === names.length, isWellFormed]
  tally.compare({
    area: 'UIDL',
    subject: server.name,
    what: 'stable, unique, 1 to 70 printing characters',
    reference: 'true,true,true',
    ours: String(facts),
  })
}

async function readUidl(server: MailServer, user: string): Promise<string> {
  await using pop3 = await openPop3(server.pop3)
  for (const command of [`USER ${user}`, 'PASS x']) await pop3.command(command)
  return (await pop3.command('UIDL')).body
}

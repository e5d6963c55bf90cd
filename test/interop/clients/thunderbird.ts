/**
 * Thunderbird on a screen of its own, set up by its wizard from our autoconfig: a name, an address and a password are typed, and
 * the inbox is looked at. It asks `http://autoconfig.x.test/`, so that name must lead to 127.0.0.1 (`/etc/hosts`), and port 80
 * must be free to take. The picture is kept for a person to judge.
 */
import { equal } from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fill, flagsBySubject, mailNumbered, signIn } from '../mail-server.ts'
import { installed, run } from '../program.ts'
import type { ClientCheck, ClientRun } from './client-check.ts'

const ADDRESS = 'ann@x.test'
const PICTURE = '/tmp/thunderbird.png'
const DISPLAY = ':77'
const SIZE = '1400x900x24'
/** Where the buttons of its 153rd version are: there is no other handle to them. */
const AT = { continue: [929, 666], finish: [929, 648], inbox: [130, 141], firstMail: [440, 120] } as const

const PREFERENCES = {
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'mail.inappnotifications.enabled': false,
  'mail.rights.version': 1,
  'mail.shell.checkDefaultClient': false,
  'mailnews.start_page.enabled': false,
  'app.donation.eoy.version.viewed': 999,
}

export const thunderbird: ClientCheck = { flags: ['--http', '127.0.0.1:80'], check }

async function check({ server, folder, say }: ClientRun): Promise<void> {
  for (const [program, packages] of [
    ['thunderbird', 'thunderbird'],
    ['Xvfb', 'xvfb'],
    ['xdotool', 'xdotool'],
    ['import', 'imagemagick'],
  ] as const)
    await installed(program, packages)
  const { address } = await lookup('autoconfig.x.test').catch(() => ({ address: '' }))
  if (address !== '127.0.0.1') throw new Error('echo "127.0.0.1 autoconfig.x.test" >> /etc/hosts, for Thunderbird looks there')
  await fill(server, ADDRESS, 8)
  await mkdir(folder.path('profile'))
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${value});\n`)
  await writeFile(folder.path('profile', 'user.js'), lines.join(''))
  const env = { ...process.env, DISPLAY, HOME: folder.path() }
  const programs: ChildProcess[] = []
  const start = (program: string, ...args: string[]) => programs.push(spawn(program, args, { env, stdio: 'ignore' }))
  const pointer = (...args: (string | number)[]) => run('xdotool', args.map(String), { env })
  const click = ([x, y]: readonly [number, number]) => pointer('mousemove', x, y, 'click', 1)
  const type = (text: string) => pointer('type', '--delay', 40, text)
  /** Until nothing moves on the screen: a picture, and the same picture again. */
  const settle = async () => {
    for (let before = '', same = 0; same < 3; ) {
      await sleep(1000)
      const now = await run('sh', ['-c', 'import -window root rgb:- | cksum'], { env })
      same = now === before ? same + 1 : 0
      before = now
    }
  }
  try {
    start('Xvfb', DISPLAY, '-screen', '0', SIZE)
    await sleep(2000)
    start('thunderbird', '--profile', folder.path('profile'), '--no-remote')
    await pointer('search', '--sync', '--onlyvisible', '--class', 'thunderbird')
    await sleep(10_000)
    await settle()
    await pointer('key', 'ctrl+a')
    await type('Ann')
    await pointer('key', 'Tab')
    await type(ADDRESS)
    await pointer('key', 'Return')
    await sleep(10_000)
    await settle()
    await run('import', ['-window', 'root', PICTURE.replace('.png', '-found.png')], { env })
    say('the wizard has asked for our settings')
    await click(AT.continue)
    await sleep(5000)
    await type('x')
    await pointer('key', 'Return')
    await sleep(10_000)
    await settle()
    await click(AT.finish)
    await sleep(3000)
    await click(AT.inbox)
    await sleep(5000)
    await settle()
    await click(AT.firstMail)
    await sleep(5000)
    {
      await using imap = await signIn(server, ADDRESS)
      await imap.ok('APPEND INBOX {}', mailNumbered(9))
    }
    await sleep(5000)
    await settle()
    await run('import', ['-window', 'root', PICTURE], { env })
    const flags = await flagsBySubject(server, ADDRESS)
    equal(flags.get('Mail number 1'), '\\Seen')
    say(`the inbox, a mail of it read: ${PICTURE}`)
  } finally {
    for (const program of programs.reverse()) {
      program.kill('SIGTERM')
      await once(program, 'close')
    }
  }
}

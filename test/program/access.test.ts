/** What the program says of access at its start, and how commands present themselves. */
import { writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { startMailmitt } from '../../server/index.ts'
import { runProgram, startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

// Each starts several programs, which takes long where others work too.
vi.setConfig({ testTimeout: 120_000 })

const BEYOND = ['--http', '0.0.0.0:0', '--smtp', '127.0.0.1:0', '--database', ':memory:']

test('beyond this machine it warns once where nobody is asked, and names the setting; else not', async () => {
  const open = runProgram(['serve', ...BEYOND])
  await open.firstLine
  const closed = runProgram(['serve', ...BEYOND], { env: { MAILMITT_USER: 'ann:secret' } })
  await closed.firstLine
  await using local = await startApp()
  for (const { process } of [open, closed]) process.kill('SIGTERM')
  await Promise.all([open.exitCode, closed.exitCode])
  expect(open.log().match(/asks nobody who they are[^\n]*--users/g)).toHaveLength(1)
  for (const program of [closed, local]) expect(program.log()).not.toContain('asks nobody')
})

test('so it does of each port that gives mail away, by the name of its setting', async () => {
  const mailClients = ['--imap', '0.0.0.0:0', '--pop3', '127.0.0.1:0']
  const open = runProgram(['serve', ...BEYOND, ...mailClients])
  await open.firstLine
  open.process.kill('SIGTERM')
  await open.exitCode
  expect(open.log()).toMatch(
    / \(HTTP on 0\.0\.0\.0:\d+, IMAP on [\d.:]+\) and asks nobody.* or --http localhost:\d+ --imap localhost:\d+ to keep/,
  )
})

test('all faults of the files are told at once, exit 2, without a secret', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.path('users'), 'hunter2\nann:$2y$10$hunter2')
  await writeFile(folder.path('tokens'), '[{"name":"ci","token":"hunter2"}]')
  const flags = ['--users', folder.path('users'), '--tokens', folder.path('tokens'), '--trusted-proxies', '::1']
  const program = runProgram(['serve', ...BEYOND, ...flags])
  expect(await program.exitCode).toBe(2)
  for (const fault of [
    'users, line 1: ',
    'users, line 2: ',
    'tokens, token 1: scopes',
    '--trusted-proxies needs --proxy-user-header',
  ])
    expect(program.log()).toContain(fault)
  expect(program.log()).not.toContain('hunter2')
})

test('commands present MAILMITT_TOKEN, or the password of the address, and say what to do without', async () => {
  await using folder = await temporaryFolder()
  const TOKEN = 'token-0123456789abcdef'
  const hashed = runProgram(['password', 'bob'], { stdin: 'pass:word\n' })
  expect(await hashed.exitCode).toBe(0)
  await writeFile(folder.path('users'), `${hashed.stdout()}\n`)
  await writeFile(folder.path('tokens'), JSON.stringify([{ name: 'ci', token: TOKEN, scopes: ['read', 'send'] }]))
  await using app = await startApp({ flags: ['--users', folder.path('users'), '--tokens', folder.path('tokens')] })
  const url = (credentials: string) => ['--url', app.url.replace('//', `//${credentials}`)]
  const runs = {
    token: runProgram(['mark', '--url', app.url], { env: { MAILMITT_TOKEN: TOKEN } }),
    password: runProgram(['mark', ...url('bob:pass%3Aword@')]),
    nothing: runProgram(['mark', '--url', app.url]),
    wrong: runProgram(['mark', ...url('bob:word@')]),
    delete: runProgram(['delete', '--all', '--url', app.url], { env: { MAILMITT_TOKEN: TOKEN } }),
  }
  const codes = Object.entries(runs).map(async ([name, { exitCode }]) => [name, await exitCode] as const)
  expect(Object.fromEntries(await Promise.all(codes))).toEqual({ token: 0, password: 0, nothing: 1, wrong: 1, delete: 1 })
  expect(runs.nothing.log()).toContain('MAILMITT_TOKEN')
  expect(runs.wrong.log()).toContain('do not go together')
  expect(runs.delete.log()).toContain('may read and send, and this takes admin')
  expect(
    Object.values(runs)
      .map(({ log }) => log())
      .join(),
  ).not.toMatch(/pass(:|%3A)word/)
})

test.each([
  [['password', 'a:b'], 'x'],
  [['password', '#a'], 'x'],
  [['password', 'ann'], ''],
  [['password', 'ann'], 'two\nlines'],
  [['password'], 'x'],
])('mailmitt %j is refused', async (args, stdin) => {
  const program = runProgram(args, { stdin })
  expect(await program.exitCode).toBe(2)
  expect(program.stdout()).toBe('')
})

test('a sign-in outlives a restart of the program', async () => {
  await using folder = await temporaryFolder()
  const options = { database: folder.path('mail.db'), env: { MAILMITT_USER: 'ann:secret' } }
  let cookie = ''
  {
    await using app = await startApp(options)
    const body = JSON.stringify({ name: 'ann', password: 'secret' })
    const answer = await send(`${app.url}/api/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  }
  await using app = await startApp(options)
  expect((await send(`${app.url}/api/cursor`, { headers: { cookie } })).status).toBe(200)
})

test('a proxy that is trusted says who has signed in; twice is nobody', async () => {
  await using app = await startApp({ flags: ['--trusted-proxies', '127.0.0.0/8', '--proxy-user-header', 'Remote-User'] })
  const ask = async (headers: Record<string, string | string[]>) => (await send(`${app.url}/api/sign-in`, { headers })).json()
  const state = { required: true, hasUsers: false, canSignOut: false }
  expect(await ask({ 'remote-user': 'ann' })).toEqual({ ...state, name: 'ann' })
  for (const headers of [{}, { 'remote-user': '' }, { 'remote-user': ['ann', 'eve'] }]) expect(await ask(headers)).toEqual(state)
  expect((await send(`${app.url}/api/cursor`, { headers: { 'remote-user': 'ann' } })).status).toBe(200)
})

test('the client of an embedded server is let in by it, whoever else is asked', async () => {
  await using mitt = await startMailmitt({ user: 'ann:secret' })
  const { id } = await mitt.client.add(mail({ Subject: 'inside' }))
  expect((await mitt.client.get(id)).subject).toBe('inside')
  expect((await send(`${mitt.url}/api/messages`)).status).toBe(401)
})

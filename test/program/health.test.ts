import { once } from 'node:events'
import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProgram, startApp } from '../harness/app.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1')

async function health(args: readonly string[], env: Record<string, string>) {
  const program = runProgram(['health', ...args], { env })
  return { code: await program.exitCode, stdout: program.stdout(), stderr: program.log() }
}

// Notes of running processes are in the folder for temporary files: each test has its own.
test.each([
  ['a port it found itself', []],
  ['a prefix of a proxy', ['--base-path', '/mail']],
  ['every address', ['--http', '0.0.0.0:0']],
  ['localhost', ['--http', 'localhost:0']],
  ...(hasIpv6
    ? ([
        ['IPv6 alone', ['--http', '[::1]:0']],
        ['every address of IPv6', ['--http', '[::]:0']],
      ] as [string, string[]][])
    : []),
])('is 0 while it runs with %s and 1 when it is gone, without a flag', async (_name, flags) => {
  await using folder = await temporaryFolder()
  const env = { TMPDIR: folder.path() }
  const program = runProgram(['--smtp', '127.0.0.1:0', '--http', '127.0.0.1:0', '--database', ':memory:', ...flags], { env })
  expect(await program.firstLine).toMatch(/^mailmitt ready /)
  expect(await health([], env)).toEqual({ code: 0, stdout: '', stderr: '' })
  program.process.kill('SIGTERM')
  await program.exitCode
  const { code, stderr } = await health(['--http', '127.0.0.1:1'], env)
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^mailmitt: nothing answers on 127\.0\.0\.1:1: .+\n$/)])
})

test('asks where it is told, also by a variable', async () => {
  await using folder = await temporaryFolder()
  await using app = await startApp()
  const { port } = new URL(app.url)
  const env = { TMPDIR: folder.path() }
  expect((await health(['--http', `127.0.0.1:${port}`], env)).code).toBe(0)
  expect((await health([], { ...env, MAILMITT_HTTP: `127.0.0.1:${port}` })).code).toBe(0)
  expect((await health([], { ...env, MAILMITT_HTTP: '127.0.0.1:1' })).code).toBe(1)
})

test.runIf(process.getuid?.() === 0)('finds one that runs under a number that has no name, as in containers', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path(), 0o777)
  const how = { env: { TMPDIR: folder.path() }, uid: 54_321 }
  await using app = await startApp(how)
  expect((await app.client.health()).status).toBe('ok')
  const program = runProgram(['health'], how)
  expect([await program.exitCode, program.log()]).toEqual([0, ''])
  const sendmail = runProgram(['sendmail', 'ann@x.test'], { ...how, stdin: 'Subject: x\n\nx\n' })
  expect([await sendmail.exitCode, sendmail.log()]).toEqual([0, ''])
  expect((await app.client.latest()).envelope.reversePath).toMatch(/^54321@/)
})

test('does not take a process that was killed for one that runs', async () => {
  await using folder = await temporaryFolder()
  const env = { TMPDIR: folder.path() }
  await using living = await startApp({ env })
  const killed = await startApp({ env })
  await killed.kill()
  expect((await health([], env)).code).toBe(0)
  expect((await living.client.health()).status).toBe('ok')
})

test('with --wait it ends when one that starts is ready, and says after that time that none was', async () => {
  await using folder = await temporaryFolder()
  const env = { TMPDIR: folder.path() }
  const waiting = health(['--wait', '20s'], env)
  await using app = await startApp({ env })
  expect(await waiting).toEqual({ code: 0, stdout: '', stderr: '' })
  const { port } = new URL(app.url)
  await app.kill()
  const { code, stderr } = await health(['--wait', '300ms', '--http', `127.0.0.1:${port}`], env)
  expect([code, stderr]).toEqual([1, expect.stringMatching(`nothing answers on 127.0.0.1:${port}`)])
})

test('settings that are wrong are exit 2 here too', async () => {
  expect((await health(['--htpp', 'x'], {})).code).toBe(2)
  expect(await health(['--wait', 'soon'], {})).toMatchObject({ code: 2, stderr: expect.stringContaining('--wait: ') })
})

test.skipIf(process.platform === 'win32')(
  'a note in a folder that others may write to, or that is a link, leads nowhere',
  async () => {
    await using place = await temporaryFolder()
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const folder = place.path(`mailmitt-${userInfo().uid}`)
    const note = JSON.stringify({ http: { host: '127.0.0.1', port } })
    const ask = () => runProgram(['health'], { env: { TMPDIR: place.path() } }).exitCode

    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, `${process.pid}.json`), note)
    expect(await ask()).toBe(0)
    expect(asked).toEqual(['/api/health/ready'])
    chmodSync(folder, 0o777)
    await ask()
    chmodSync(folder, 0o700)
    renameSync(folder, place.path('elsewhere'))
    symlinkSync(place.path('elsewhere'), folder)
    await ask()
    expect(asked).toEqual(['/api/health/ready'])
    server.close()
  },
)

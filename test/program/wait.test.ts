/** `mailmitt wait` and `mailmitt mark`, as a shell script has them: a value on stdout, an exit code, a reason on stderr. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { Message } from '../../shared/model/message.ts'
import { runProgram, type StartOptions, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())

const LINK = 'https://shop.test/confirm?token=a1b2c3d4'

function start(args: readonly string[], how: Pick<StartOptions, 'env'> = {}) {
  return runProgram(args, { env: { MAILMITT_URL: app.url, TZ: 'UTC', ...how.env } })
}

async function run(args: readonly string[]) {
  const program = start(args)
  return { code: await program.exitCode, stdout: program.stdout(), stderr: program.log() }
}

async function sendTo(address: string, Subject: string, body?: string): Promise<void> {
  await using smtp = await openSmtp(app.smtp)
  await deliver(smtp, mail({ From: 'Shop <shop@shop.test>', To: 'list@shop.test', Subject }, body), { to: [address] })
}

/** Resolves when the server holds that many calls. */
async function untilWaiting(count: number): Promise<void> {
  await expect.poll(async () => (await app.client.info()).waits, { timeout: 10_000 }).toBe(count)
}

describe('mailmitt wait', () => {
  test('prints the code or the link of the mail that comes, and nothing else', async () => {
    const address = app.client.address()
    const mark = (await run(['mark'])).stdout
    const asked = ['--to', address, '--since', mark, '--timeout', '30']
    const waiting = [start(['wait', ...asked, '--extract', 'code']), start(['wait', ...asked, '--extract', 'link'])]
    await untilWaiting(2)
    await sendTo(address, 'News', 'Nothing in it.\r\n')
    await sendTo(address, 'Confirm', `Your code is 482913.\r\n\r\nConfirm your address: ${LINK}\r\n`)
    for (const [at, value] of ['482913', LINK].entries()) {
      expect([await waiting[at]?.exitCode, waiting[at]?.stdout(), waiting[at]?.log()]).toEqual([0, value, ''])
    }
  })

  test('has a line for each message, or an object, the oldest first', async () => {
    const address = app.client.address()
    await sendTo(address, 'one')
    await sendTo(address, 'two \u001b]0;x\u0007')
    const lines = (await run(['wait', '--to', address, '--count', '2'])).stdout.split('\n')
    expect(lines.map((line) => /shop@shop\.test +list@shop\.test +(.+)$/.exec(line)?.[1])).toEqual(['one', 'two  ]0;x '])
    const objects = (await run(['wait', '--to', address, '--count', '2', '--json'])).stdout.split('\n')
    expect(objects.map((line) => (JSON.parse(line) as Message).subject)).toEqual(['one', 'two \u001b]0;x\u0007'])
    const [one] = objects.map((line) => JSON.parse(line) as Message)
    const next = await run(['wait', '--to', address, '--since', one?.cursor ?? ''])
    expect(next.stdout).toContain('two')
  })

  test('takes all that it is asked for together, quoted as it must be', async () => {
    const address = app.client.address()
    await sendTo(address, 'It is "here" (now)')
    await sendTo(address, 'It is there')
    const asked = ['wait', '--to', address, '--from', 'shop', '--subject', '"here" (now)', '--count', '1', '--timeout', '0s']
    expect((await run([...asked, '--q', 'subject:nowhere OR body:hello'])).code).toBe(0)
    expect(await run([...asked, '--q', 'subject:nowhere'])).toMatchObject({ code: 1, stdout: '' })
  })

  test('says why nothing came, a line for each mail that nearly did, and ends with 1', async () => {
    const address = app.client.address()
    const mark = await app.client.mark()
    await sendTo(address, 'Welcom Ann')
    await sendTo(address, 'Welcom Bob')
    const { code, stdout, stderr } = await run([
      'wait',
      '--to',
      address,
      '--subject',
      'Welcome',
      '--since',
      mark,
      '--timeout',
      '10ms',
    ])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /^mailmitt: 2 messages arrived, none matched: .+ did not \("Welcom Bob"\)\.\nmailmitt: “Welcom Ann” .+\n$/,
    )
  })

  test('for none, ends with 0 when it was quiet, and with 1 for the mail that came', async () => {
    const address = app.client.address()
    expect(await run(['wait', '--to', address, '--count', '0', '--quiet', '50ms'])).toEqual({ code: 0, stdout: '', stderr: '' })
    await sendTo(address, 'unwanted')
    expect(await run(['wait', '--to', address, '--count', '0'])).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringMatching(/^mailmitt: “unwanted” \(\w+\) matches, and none was to come\n$/),
    })
    expect(await run(['wait', '--to', address, '--quiet', '10ms'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/unwanted/),
    })
  })

  test.each([
    ['a value that an unset variable left empty', ['--to', ''], /--to is empty/],
    ['an empty search', ['--q', ' '], /--q is empty/],
    ['a search that has no meaning', ['--q', 'larger:x'], /larger/],
    ['a time that is none', ['--timeout', 'soon'], /--timeout: .*not a duration/],
    ['a count that is none', ['--count', 'all'], /--count takes/],
    ['more than can be waited for', ['--count', '101'], /count/],
    ['something else to extract', ['--extract', 'price'], /extract/],
    ['a place that is none', ['--since', 'yesterday'], /cursor/],
    ['none, and something of it', ['--count', '0', '--extract', 'code'], /no --extract/],
    ['none, and how long to wait for it', ['--count', '0', '--timeout', '1s'], /no --timeout/],
    ['words', ['ann@x.test'], /takes flags only/],
  ] as const)('fails with %s', async (_name, args, reason) => {
    expect(await run(['wait', '--timeout=1ms', ...args])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(reason),
    })
  })

  test('fails with 1 when nobody is there', async () => {
    expect(await run(['wait', '--url', 'http://127.0.0.1:9'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/does not answer/),
    })
  })

  test('ends without a word when it is interrupted, of the signal, so that the script it is in ends too', async () => {
    const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
    // Of its own group, as what a terminal runs.
    const script = '"$0" "$1" wait --to nobody@x.test --url "$2"; echo "went on"'
    const shell = spawn('bash', ['-c', script, process.execPath, main, app.url], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [shell.stdout, shell.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    await untilWaiting(1)
    process.kill(-(shell.pid ?? 0), 'SIGINT')
    expect([...(await once(shell, 'close')), output]).toEqual([null, 'SIGINT', ''])
    await untilWaiting(0)
    const single = start(['wait', '--to', 'nobody@x.test'])
    await untilWaiting(1)
    const exit = once(single.process, 'exit')
    single.process.kill('SIGINT')
    expect([...(await exit), single.log()]).toEqual([null, 'SIGINT', ''])
  })
})

test('mailmitt mark prints the place behind what is there', async () => {
  await sendTo('ann@x.test', 'before')
  const { code, stdout, stderr } = await run(['mark'])
  expect([code, stdout, stderr]).toEqual([0, await app.client.cursor(), ''])
})

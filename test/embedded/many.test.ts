/** Many servers in one process: none knows of another, and one that is closed leaves nothing behind. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startMailmitt } from '../../server/index.ts'
import { composeTestMail, sendMail } from '../harness/sending.ts'
import type { Leftovers } from './restarts.ts'

const run = promisify(execFile)
const SERVERS = 10

test('ten at once: mail to one is in that one alone', { timeout: 60_000 }, async () => {
  const servers = await Promise.all(Array.from({ length: SERVERS }, () => startMailmitt()))
  onTestFinished(async () => void (await Promise.all(servers.map((server) => server.close()))))
  expect(new Set(servers.flatMap(({ smtp, url }) => [smtp.port, Number(new URL(url).port)])).size).toBe(2 * SERVERS)

  await Promise.all(
    servers.flatMap(({ smtp }, index) =>
      [1, 2].map(async (nth) =>
        expect(await sendMail(smtp, composeTestMail({ subject: `mail ${nth} to ${index}` }))).toMatch(/^250/),
      ),
    ),
  )
  for (const [index, { client }] of servers.entries()) {
    const { messages } = await client.list()
    expect(messages.map(({ subject }) => subject).sort()).toEqual([`mail 1 to ${index}`, `mail 2 to ${index}`])
  }
})

test('the others go on when one is closed', async () => {
  await using other = await startMailmitt()
  const closed = await startMailmitt()
  await closed.close()
  expect(await sendMail(other.smtp, composeTestMail({ subject: 'still here' }))).toMatch(/^250/)
  expect((await other.client.latest()).subject).toBe('still here')
  await expect(fetch(closed.url)).rejects.toThrow()
})

describe('a program that starts and closes fifty in a row', () => {
  test('keeps no thread, handle, file or memory, and ends by itself', { timeout: 120_000 }, async () => {
    const script = fileURLToPath(new URL('restarts.ts', import.meta.url))
    const { stdout } = await run(process.execPath, ['--expose-gc', script])
    const [early, late] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Leftovers)
    expect(late).toMatchObject({ cycles: 50, threads: early?.threads, files: early?.files })
    // The program's own output is pipes.
    expect(late?.resources.filter((name) => name !== 'PipeWrap')).toEqual([])
    // A server that stays reachable is several megabytes.
    expect((late?.memoryOctets ?? 0) - (early?.memoryOctets ?? 0)).toBeLessThan(4 * 1024 ** 2)
  })
})

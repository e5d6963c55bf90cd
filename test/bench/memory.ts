/** Memory of a process that does nothing, and of one that many large mails reach at the same time. */
import { randomBytes } from 'node:crypto'
import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { residentMegabytes } from './process-facts.ts'
import { startMailmitt, temporaryFolder } from './programs.ts'
import { atMost, type BenchOptions, megabytes, type Report, seconds, timed } from './report.ts'
import { openTalk } from './smtp-load.ts'

const MAILS = 50
const MAIL_OCTETS = 25_000_000
/** 76 characters of base64 and a line break. */
const LINE_OCTETS = 78
const PIECE_OCTETS = 840 * LINE_OCTETS
/** The octets come back after so many: more than a chunk of the store, so that they compress no better than real ones. */
const BLOCK_OCTETS = 48 * PIECE_OCTETS

export async function benchMemory({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  const mailOctets = MAIL_OCTETS * scale
  const { bavail, bsize } = statfsSync(tmpdir())
  if (bavail * bsize < 2 * MAILS * mailOctets)
    throw new Error(`${tmpdir()} has too little room: ${MAILS} mails of ${mailOctets / 1e6} MB are stored there`)
  using folder = temporaryFolder()
  await using app = await startMailmitt(folder.path('mailmitt.db'))
  await sleep(1000)
  const idle = residentMegabytes(app.pid)
  tell('memory, idle', megabytes(idle), atMost(idle, 120, megabytes))

  const block = base64Lines(BLOCK_OCTETS / LINE_OCTETS)
  const acknowledgedMs = await timed(() =>
    Promise.all(Array.from({ length: MAILS }, () => sendLargeMail(app.smtp.port, block, mailOctets))),
  )
  const readyMs = acknowledgedMs + (await timed(() => app.client.cursor()))
  const size = `${MAILS} × ${mailOctets / 1e6} MB at once`
  const peak = residentMegabytes(app.pid, 'VmHWM')
  tell(`memory, peak, ${size}`, megabytes(peak), atMost(peak, 350, megabytes))
  tell(`memory after ${size}`, megabytes(residentMegabytes(app.pid)))
  tell(`${size}: all acknowledged · all ready after`, `${seconds(acknowledgedMs)} · ${seconds(readyMs)}`)
}

async function sendLargeMail(port: number, block: Buffer, octets: number): Promise<void> {
  const { say, socket } = await openTalk(port)
  await say('EHLO bench.test\r\n')
  for (const line of ['MAIL FROM:<shop@example.test>\r\n', 'RCPT TO:<user@customer.test>\r\n', 'DATA\r\n']) await say(line)
  await pipeline(Readable.from(largeMail(block, octets), { objectMode: false }), socket, { end: false })
  await say('\r\n--edge--\r\n.\r\n')
  socket.destroy()
}

/** A text and one attachment, in pieces that cost the sender nothing. */
function* largeMail(block: Buffer, octets: number): Generator<Buffer> {
  yield Buffer.from(
    'From: shop@example.test\r\nSubject: Large\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\n\r\nSee the attachment.\r\n' +
      '--edge\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename=large.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n',
  )
  for (let sent = 0; sent < octets; sent += PIECE_OCTETS) {
    const start = sent % block.length
    yield block.subarray(start, Math.min(start + PIECE_OCTETS, start + octets - sent))
  }
}

function base64Lines(count: number): Buffer {
  return Buffer.from(
    randomBytes(count * 57)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
  )
}

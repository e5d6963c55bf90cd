/** The programs that are measured, each a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runProgram, startApp } from '../harness/app.ts'

export interface SmtpProgram extends AsyncDisposable {
  name: string
  port: number
  pid: number
}

export interface BenchApp extends Awaited<ReturnType<typeof startApp>> {
  pid: number
}

/** Mailmitt as it is published. */
export async function startMailmitt(database: string, flags: readonly string[] = []): Promise<BenchApp> {
  const app = await startApp({ entry: 'built', database, flags })
  return { ...app, pid: app.process.pid ?? 0 }
}

/** @returns milliseconds from starting the process to its ready line */
export async function timeStart(database: string): Promise<number> {
  const begun = performance.now()
  const ports = ['smtp', 'imap', 'pop3', 'http'].flatMap((name) => [`--${name}`, '127.0.0.1:0'])
  const program = runProgram([...ports, '--database', database], { entry: 'built' })
  const line = await program.firstLine
  const took = performance.now() - begun
  program.process.kill('SIGTERM')
  await program.exitCode
  if (!line.startsWith('mailmitt ready ')) throw new Error(`did not become ready: ${program.log()}`)
  return took
}

export async function startDiscardServer(): Promise<SmtpProgram> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./discard-server.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return running('smtp-server discarding', child, Number(/ready (\d+)/.exec(String(line))?.[1]))
}

/** @param folder where the package is installed: `…/node_modules/maildev` */
export async function startMailDev(folder: string): Promise<SmtpProgram> {
  const { name, version, bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
    bin: { maildev: string }
  }
  if (name !== 'maildev') throw new Error(`${folder} is not the package maildev, but ${name}`)
  const [smtpPort, webPort] = [await freePort(), await freePort()]
  const flags = ['--ip', '127.0.0.1', '--smtp', String(smtpPort), '--web-ip', '127.0.0.1', '--web', String(webPort)]
  const child = spawn(process.execPath, [join(folder, bin.maildev), ...flags], { stdio: 'ignore' })
  await Promise.race([
    accepts(smtpPort),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`MailDev ended: ${code}`))),
  ])
  return running(`MailDev ${version}`, child, smtpPort)
}

function running(name: string, child: ChildProcess, port: number): SmtpProgram {
  const exited = once(child, 'close')
  return {
    name,
    port,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill()
      await exited
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function accepts(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port })
    try {
      await once(socket, 'connect')
      return
    } catch {
      await sleep(50)
    } finally {
      socket.destroy()
    }
  }
}

/** A folder for a database, on the disk where the system keeps what is temporary. */
export function temporaryFolder(): Disposable & { path: (name: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'mailmitt-bench-'))
  return {
    path: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

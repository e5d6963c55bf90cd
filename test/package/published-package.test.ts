/** The tarball as a user gets it: alone in an empty folder, with nothing beside it but its one dependency. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installPackage } from './install-package.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const tsc = join(root, 'node_modules/typescript/bin/tsc')

let folder: string
let files: string[]
beforeAll(async () => {
  ;({ folder, files } = await installPackage())
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('holds the build and nothing else', () => {
  const others = files.filter(
    (path) => !/^(dist\/(server|web|docs|client|testing|cjs)\/|(package\.json|README\.md|LICENSE)$)/.test(path),
  )
  expect(others).toEqual([])
  expect(files).toContain('dist/web/index.html')
})

test('asks for no package but better-sqlite3', async () => {
  const { dependencies } = JSON.parse(await readFile(join(folder, 'node_modules/mailmitt/package.json'), 'utf8'))
  expect(Object.keys(dependencies)).toEqual(['better-sqlite3'])
})

test('its source maps tell of our own files only', async () => {
  for (const path of files.filter((file) => file.startsWith('dist/server/') && file.endsWith('.map'))) {
    const { sources } = JSON.parse(await readFile(join(folder, 'node_modules/mailmitt', path), 'utf8')) as { sources: string[] }
    for (const source of sources) expect(source).toMatch(/^\.\.\/\.\.\/(server|shared)\//)
  }
})

test('runs, and serves the web app and the API’s page', async () => {
  const ports = ['smtp', 'imap', 'pop3', 'http'].flatMap((name) => [`--${name}`, '127.0.0.1:0'])
  const flags = [...ports, '--database', ':memory:', '--log-level', 'warn']
  const program = spawn(process.execPath, [join(folder, 'node_modules/mailmitt/dist/server/mailmitt.js'), ...flags], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(program, 'exit')
  try {
    const [line] = (await once(createInterface(program.stdout), 'line')) as [string]
    const url = / http=(\S+)/.exec(line)?.[1]
    for (const path of ['/', '/api/health/ready', '/api/docs']) expect((await fetch(`${url}${path}`)).status, path).toBe(200)
  } finally {
    program.kill()
  }
  expect(await exited).toEqual([0, null])
})

test('runs inside a program, whose errors of the client are those of mailmitt/client, and lets it end', async () => {
  const script = `import { startMailmitt } from 'mailmitt'
    import { createClient, MailmittError } from 'mailmitt/client'
    const server = await startMailmitt()
    await server.client.sendSample()
    const { subject, id } = await createClient({ baseUrl: server.url }).latest()
    const { text } = await server.client.get(id)
    const page = (await fetch(server.url)).status
    const isOurs = await server.client.get('nothing').catch((error) => error instanceof MailmittError)
    await server.close()
    console.log(JSON.stringify({ hasSubject: subject !== '', hasText: text !== '', page, isOurs }))`
  await writeFile(join(folder, 'embedded.mjs'), script)
  const { stdout, stderr } = await run(process.execPath, ['embedded.mjs'], { cwd: folder })
  expect(JSON.parse(stdout)).toEqual({ hasSubject: true, hasText: true, page: 200, isOurs: true })
  expect(stderr).toBe('')
  // Threads must not be given the flags that say how the program was.
  const inline = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })
  expect(JSON.parse(inline.stdout)).toMatchObject({ isOurs: true })
})

test('is required by a CommonJS program', async () => {
  await writeFile(
    join(folder, 'embedded.cjs'),
    `const { startMailmitt } = require('mailmitt')
     const { MailmittError } = require('mailmitt/client')
     startMailmitt().then(async (server) => {
       const isOurs = await server.client.get('nothing').catch((error) => error instanceof MailmittError)
       await server.close()
       console.log(isOurs)
     })`,
  )
  const { stdout, stderr } = await run(process.execPath, ['embedded.cjs'], { cwd: folder })
  expect({ stdout, stderr }).toEqual({ stdout: 'true\n', stderr: '' })
})

test.for(['nodenext', 'bundler'])(
  'its entry type-checks with nothing else installed (moduleResolution %s)',
  async (moduleResolution) => {
    await writeFile(
      join(folder, 'starter.ts'),
      `import { type Mailmitt, type StartOptions, startMailmitt } from 'mailmitt'
     import type { Message } from 'mailmitt/client'
     export async function firstMail(): Promise<Message> {
       await using server: Mailmitt = await startMailmitt({ maxMessageSize: '20MiB', maxRecipients: 5, durability: 'none', allowedHosts: ['a.test'] })
       const port: number = server.smtp.port
       return await server.client.get(String(port))
     }
     // @ts-expect-error: there is no such option
     export const unknown: StartOptions = { maxMesageSize: 1 }
     // @ts-expect-error: the types are not any
     export const wrong: StartOptions = { durability: 'forever' }`,
    )
    await expectToCompile(`tsconfig.starter-${moduleResolution}.json`, {
      compilerOptions: consumerOptions(moduleResolution),
      files: ['starter.ts'],
    })
  },
)

test.for(['nodenext', 'bundler'])(
  'its client type-checks with nothing else installed (moduleResolution %s)',
  async (moduleResolution) => {
    await writeFile(
      join(folder, 'consumer.ts'),
      `import { createClient, type Mail, MailmittError, type Message } from 'mailmitt/client'
     const client = createClient({ baseUrl: 'http://127.0.0.1:8025' })
     export const message: Message = await client.get('x')
     export const subjects: string[] = (await client.list({ limit: 1 })).messages.map(({ subject }) => subject)
     export const mail: Mail<string> = await createClient({ baseUrl: 'http://x.test', parseHtml: (html) => html.trim() })
       .mailbox('ci')
       .waitFor({ to: 'ann@x.test', has: ['code', 'link'], timeout: '5m', since: await client.mark() })
     export const values: string[] = [mail.code, mail.link({ kind: 'action' }).href, mail.dom()]
     await using events = await client.stream({ tag: 'ci' })
     for await (const event of events) if (event.type === 'message.added') values.push(event.message.subject)
     // @ts-expect-error: no such criterion
     await client.search({ subjet: 'Welcome' })
     // @ts-expect-error: the types are not any
     export const wrong: number = message.parts.parts[0]?.contentType
     export const isOurs = (error: unknown) => error instanceof MailmittError && error.status === 404`,
    )
    await expectToCompile(`tsconfig.${moduleResolution}.json`, {
      compilerOptions: consumerOptions(moduleResolution),
      files: ['consumer.ts'],
    })
  },
)

test('its client’s types are those of the schemas', async () => {
  const declared = await readFile(join(folder, 'node_modules/mailmitt/dist/client/model.d.ts'), 'utf8')
  const names = [...declared.matchAll(/^export type (\w+)/gm)].map(([, name]) => name)
  expect(names).toContain('MessagePage')
  await writeFile(
    join(folder, 'equality.ts'),
    `import type * as Schemas from '${root}shared/client/client.ts'
     import type * as Published from 'mailmitt/client'
     type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
     ${names.map((name) => `export const same${name}: Same<Schemas.${name}, Published.${name}> = true`).join('\n')}`,
  )
  await expectToCompile('tsconfig.equality.json', {
    extends: join(root, 'shared/client/tsconfig.json'),
    compilerOptions: { noEmit: true },
    files: ['equality.ts'],
  })
})

function consumerOptions(moduleResolution: string) {
  return {
    module: moduleResolution === 'nodenext' ? 'nodenext' : 'esnext',
    moduleResolution,
    target: 'ES2024',
    lib: ['ES2024', 'DOM'],
    types: [],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  }
}

async function expectToCompile(name: string, config: object): Promise<void> {
  await writeFile(join(folder, name), JSON.stringify(config))
  const { stdout } = await run(process.execPath, [tsc, '-p', join(folder, name)]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
}

/** DESIGN §3: who may import whom. Read from the import statements, so that no build and no tool stands between. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

interface Import {
  /** The file that imports, from the root: `server/mail/ingest.ts`. */
  from: string
  /** A file from the root, or the name of a package or a module of Node. */
  to: string
  isRelative: boolean
  isTypeOnly: boolean
}

const root = fileURLToPath(new URL('..', import.meta.url))
const files = ['server', 'shared', 'web'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|js)$/.test(name) && !/\.d\.ts$/.test(name))
    .map((name) => join(folder, name).split(sep).join('/'))
    // Scripts of the build stand outside of the program.
    .filter((name) => !name.startsWith('server/build/') && !name.endsWith('.config.ts')),
)
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const imports = files.flatMap(importsOf)

function importsOf(file: string): Import[] {
  const statements = [
    ...textOf(file).matchAll(/^(?:import|export)\s+(?:(type)\s+)?(?:[\w*\s{},$]+?\s+from\s+)?'([^']+)'/gm),
    ...textOf(file).matchAll(/\b()(?:import|require)\(\s*'([^']+)'\s*\)/g),
  ]
  return statements.map(([statement, type, specifier = '']) => {
    const isRelative = specifier.startsWith('.')
    const to = isRelative
      ? relative(root, join(root, dirname(file), specifier))
          .split(sep)
          .join('/')
      : specifier
    return { from: file, to, isRelative, isTypeOnly: type === 'type' || /typeof\s+import\(/.test(statement) }
  })
}

/** For files that match: what of this repository they may import. */
const MAY_IMPORT: [files: RegExp, targets: RegExp][] = [
  [/^shared\/[^/]+$/, /^$/],
  [/^shared\/model\//, /^shared\/model\//],
  [/^shared\/search\//, /^shared\/(search|model)\//],
  [/^shared\/client-settings\//, /^shared\/(client-settings|model)\//],
  [/^shared\/client\//, /^shared\/(client|model|search)\//],
  [/^shared\/testing\//, /^shared\/(testing|client)\//],
  // All that a person reads, so that another language is another folder. Lib puts numbers and times in words.
  [/^web\/lib\//, /^(web\/(texts|lib)|shared)\//],
  [/^web\/texts\//, /^(web\/(texts|lib)|shared)\//],
  [/^web\/ui\//, /^(web\/(ui|texts|lib)|shared)\//],
  [/^web\/api\//, /^(web\/(api|texts|lib)|shared)\//],
  [/^web\/features\//, /^(web\/(features|api|ui|texts|lib)|shared)\//],
  // Served as it stands.
  [/^web\/public\//, /^$/],
  [/^web\/[^/]+$/, /^(web|shared)\//],
  [/^server\/store\/store\.ts$/, /^(shared\/|server\/errors\.ts$)/],
  [
    /^server\/store\/[^/]+\//,
    /^(shared\/|server\/(errors|clock|limits|memory)\.ts$|server\/store\/store\.ts$|server\/store\/[^/]+\/)/,
  ],
  [
    /^server\/(mail|checks)\//,
    /^(shared\/|server\/(store\/store|errors|clock|limits|log|memory|metrics)\.ts$|server\/(mail|checks)\/)/,
  ],
  [
    /^server\/(smtp|pop3|imap|http|mcp)\//,
    /^(shared\/|server\/(access|mail|checks|config|tls|lines|smtp|pop3|imap|http|mcp)\/|server\/(errors|limits|listener|log|metrics|clock|client-network|assets)\.ts$)/,
  ],
  // What protocols of lines have in common.
  [
    /^server\/lines\//,
    /^(shared\/|server\/(lines|mail|tls|config)\/|server\/(errors|limits|listener|log|clock|client-network)\.ts$)/,
  ],
  // Who may do what, for every protocol. Of mail it knows how a mailbox is called.
  [
    /^server\/access\//,
    /^(shared\/|server\/(access|config)\/|server\/mail\/mailbox\.ts$|server\/(errors|clock|client-network|limits|log)\.ts$)/,
  ],
  [/^server\/config\//, /^(shared\/|server\/(config\/|limits\.ts$))/],
  [
    /^server\/cli\//,
    /^(shared\/|server\/(cli|config)\/|server\/access\/password-hash\.ts$|server\/(app|errors|limits|listener|log|clock)\.ts$)/,
  ],
  [/^server\/(errors|clock|client-network|limits|assets|memory|metrics)\.ts$/, /^shared\//],
  // Of files it follows those that hold secrets.
  [
    /^server\/tls\//,
    /^(shared\/|server\/(tls|config)\/|server\/access\/secret-file\.ts$|server\/(errors|clock|limits|log)\.ts$)/,
  ],
  [/^server\/(listener|log)\.ts$/, /^(shared\/|server\/(config\/|(errors|clock)\.ts$))/],
  [/^server\/main\.ts$/, /^server\/(app|assets)\.ts$|^server\/(config|cli)\//],
  [/^server\/index\.ts$/, /^(shared\/client\/|server\/(app|listener|log)\.ts$|server\/config\/)/],
  [/^server\/mailmitt\.js$/, /^server\/main\.js$/],
  [/^server\/app\.ts$/, /./],
]

/** Siblings that may not know each other: files and targets share the folder and differ in the name below it. */
const STRANGERS = [/^web\/features\/([^/]+)\//, /^server\/store\/([^/]+)\//, /^server\/(smtp|pop3|imap|http|mcp)\//]

const tell = ({ from, to }: Import) => `${from} → ${to}`

test('the resolver reads the imports that there are', () => {
  expect(files.length).toBeGreaterThan(80)
  const found = imports.map(tell)
  for (const known of [
    'server/app.ts → server/mail/ingest.ts',
    'shared/model/message.ts → zod',
    'server/store/sqlite/open.ts → better-sqlite3',
    'shared/client/client.ts → shared/model/message.ts',
    'server/mailmitt.js → server/main.js',
  ])
    expect(found).toContain(known)
  const statements = files.flatMap((file) => [...textOf(file).matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+'/gm)])
  expect(imports.length).toBeGreaterThanOrEqual(statements.length)
})

test('every file has its line in the table', () => {
  expect(files.filter((file) => !MAY_IMPORT.some(([from]) => from.test(file)))).toEqual([])
})

describe('what is imported from this repository', () => {
  test.each(MAY_IMPORT)('%s may import %s', (from, targets) => {
    expect(imports.filter((entry) => entry.isRelative && from.test(entry.from) && !targets.test(entry.to)).map(tell)).toEqual([])
  })

  test.each(STRANGERS)('%s: none knows another', (sibling) => {
    const met = imports.filter(({ from, to }) => {
      const [, mine] = sibling.exec(from) ?? []
      const [, theirs] = sibling.exec(to) ?? []
      return mine !== undefined && theirs !== undefined && mine !== theirs
    })
    expect(met.map(tell)).toEqual([])
  })

  test('no file imports one that imports it, however far around', () => {
    const next = new Map(
      files.map((file) => [
        file,
        imports.filter(({ from, isTypeOnly, isRelative }) => from === file && isRelative && !isTypeOnly).map(({ to }) => to),
      ]),
    )
    const state = new Map<string, 'open' | 'done'>()
    const circles: string[] = []
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'open') circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (state.has(file)) return
      state.set(file, 'open')
      for (const to of next.get(file) ?? []) visit(to, [...path, file])
      state.set(file, 'done')
    }
    for (const file of files) visit(file, [])
    expect(circles).toEqual([])
  })
})

describe('packages', () => {
  const packagesOf = (folder: RegExp, only: (entry: Import) => boolean = () => true) =>
    [
      ...new Set(imports.filter((entry) => !entry.isRelative && folder.test(entry.from) && only(entry)).map(({ to }) => to)),
    ].sort()

  test('shared/model needs zod and nothing else', () => {
    expect(packagesOf(/^shared\/model\//)).toEqual(['zod'])
  })

  test('shared/client needs nothing but web standards', () => {
    expect(packagesOf(/^shared\/client\//)).toEqual([])
    const atRunTime = imports.filter(
      ({ from, to, isTypeOnly }) => /^shared\/client\//.test(from) && /^shared\/model\//.test(to) && !isTypeOnly,
    )
    expect(atRunTime.map(tell)).toEqual([])
  })

  test('web carries no zod to the browser, itself or through the model, and nothing of Node', () => {
    expect(packagesOf(/^web\//, ({ isTypeOnly }) => !isTypeOnly).filter((name) => /^(zod|node:)/.test(name))).toEqual([])
    expect(
      imports.filter(({ from, to, isTypeOnly }) => /^web\//.test(from) && /^shared\/model\//.test(to) && !isTypeOnly).map(tell),
    ).toEqual([])
  })

  test.each([
    ['better-sqlite3', /^server\/store\/sqlite\//],
    ['smtp-server', /^server\/smtp\//],
    ['mailparser', /^server\/mail\//],
    ['fastify', /^server\/http\//],
  ])('%s is known in its own folder only', (name, folder) => {
    const users = imports.filter(({ to }) => to === name || to.startsWith(`${name}/`)).map(({ from }) => from)
    expect(users.length).toBeGreaterThan(0)
    expect(users.filter((file) => !folder.test(file))).toEqual([])
  })

  test('of Node, mail and store take no sockets', () => {
    expect(packagesOf(/^server\/(mail|store|checks)\//).filter((name) => /^node:(http|https|tls|dgram|dns)/.test(name))).toEqual(
      [],
    )
    const fromNet = files.flatMap((file) =>
      /^server\/(mail|store|checks)\//.test(file) ? [...textOf(file).matchAll(/^import (.*) from 'node:net'/gm)] : [],
    )
    expect(fromNet.map(([, names]) => names).filter((names) => /Socket|Server|onnect/.test(names ?? ''))).toEqual([])
  })
})

describe('what reaches out', () => {
  /** Every way to open a connection, to look up a name and to start another program. Listening is none. */
  const WAYS = [
    /\b(fetch|createTransport|createSocket)\(|\bnew (WebSocket|EventSource|XMLHttpRequest|SMTPConnection|Socket)\(/,
    /\b(net|tls|https?|http2)\.(connect|createConnection|request|get)\(/,
    /^import (?!type)[^']*\b(?<!type )(request|get|connect|createConnection|Agent|Socket|\* as \w+)\b[^']* from 'node:(net|tls|https?|http2)'/m,
  ]
  const MODULES = /^(node:)?(dns|dgram|child_process|cluster|inspector)(\/.*)?$|^(undici|ws|axios|got|node-fetch)$/

  /** Who may, and why. The server itself connects to nothing but itself. */
  const MAY_REACH_OUT: Record<string, string> = {
    'shared/client/calls.ts': 'the client library, to the Mailmitt it is given',
    'shared/client/events.ts': 'its stream of events, likewise',
    'server/cli/health.ts': 'a command, to the Mailmitt whose health is asked',
    'server/cli/sendmail/submit.ts': 'a command, to the SMTP it is given',
    'server/smtp/submit.ts': 'the sample that a person asks for, to our own SMTP listener',
  }
  const reachesOut = (file: string) =>
    WAYS.some((way) => way.test(textOf(file))) ||
    imports.some(({ from, to, isTypeOnly }) => from === file && !isTypeOnly && MODULES.test(to))

  test('is the client, the commands and the sample to ourselves; no mail has the server ask elsewhere (DESIGN §2.10)', () => {
    const found = files.filter((file) => /^(server|shared)\//.test(file) && reachesOut(file))
    expect(found.sort()).toEqual(Object.keys(MAY_REACH_OUT).sort())
  })
})

describe('time, ids and randomness', () => {
  const SOURCES =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomBytes\(|\brandomUUID\(|\brandomInt\(|\bgetRandomValues\(|\bperformance\.now\(|\bhrtime\b/

  test('come from clock.ts', () => {
    expect(SOURCES.test(textOf('server/clock.ts'))).toBe(true)
    expect(
      files.filter((file) => file.startsWith('server/') && file !== 'server/clock.ts' && SOURCES.test(textOf(file))),
    ).toEqual([])
  })
})

test('process.env and the exit of the process are the affair of main and the commands', () => {
  expect(files.filter((file) => file.startsWith('server/') && /\bprocess\.env\b/.test(textOf(file))).sort()).toEqual([
    'server/mailmitt.js',
    'server/main.ts',
  ])
  expect(
    files.filter(
      (file) =>
        file.startsWith('server/') &&
        !/^server\/(cli\/|mailmitt\.js|main\.ts)/.test(file) &&
        /\bprocess\.(exit\b|exitCode\b)/.test(textOf(file)),
    ),
  ).toEqual([])
})

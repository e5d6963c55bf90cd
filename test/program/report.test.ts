/** `mailmitt report`: what the page holds, and that nothing of a mail becomes part of it. What it does in a browser: e2e/report.spec.ts. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { afterAll, describe, expect, test } from 'vitest'
import { html } from '../../server/cli/report/html.ts'
import { runProgram, startApp } from '../harness/app.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const app = await startApp()
const folder = await temporaryFolder()
afterAll(async () => {
  await Promise.all([app[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()])
})

type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.Node

async function report(...args: string[]) {
  const program = runProgram(['report', ...args], { env: { MAILMITT_URL: app.url, TZ: 'UTC' } })
  return { code: await program.exitCode, stdout: program.stdout(), stderr: program.log() }
}

async function pageOf(...args: string[]): Promise<string> {
  const file = folder.path('page.html')
  expect(await report('--out', file, ...args)).toMatchObject({ code: 0, stdout: '' })
  return readFile(file, 'utf8')
}

/** As a browser without scripts reads it, which sees what the others keep until it is in view. */
function elementsOf(page: string): Element[] {
  const found: Element[] = []
  const walk = (node: Node): void => {
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) node.childNodes.forEach(walk)
    if ('content' in node) walk(node.content)
  }
  walk(parse(page, { scriptingEnabled: false }))
  return found
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

const attributeOf = ({ attrs }: Element, wanted: string) => attrs.find(({ name }) => name === wanted)?.value
const byTestId = (elements: readonly Element[], id: string) => elements.filter((each) => attributeOf(each, 'data-testid') === id)
const documentsIn = (page: string) => byTestId(elementsOf(page), 'mail-frame').map((frame) => attributeOf(frame, 'srcdoc') ?? '')

async function sendTo(address: string, data: string): Promise<void> {
  await using smtp = await openSmtp(app.smtp)
  await deliver(smtp, data, { to: [address] })
  await smtp.say('QUIT')
}

const HOSTILE_TEXT =
  '</title></script></style></textarea></noscript>--><script>owned()</script><img src=x onerror=owned()>"\'><iframe srcdoc="'
const HOSTILE_HTML = `<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test/"></noscript></iframe></template>
<script>owned()</script>"></iframe><img src=x onerror="owned()"><img src="https://evil.test/pixel.gif"><form action="https://evil.test/">
<input autofocus onfocus="owned()"><button>Go</button></form><a href="javascript:owned()">go</a><p style="position:fixed;inset:0">Visible</p>`

describe('mailmitt report', () => {
  test('holds what failed, each mail as it looks and as it is, and each dialogue', async () => {
    const mark = await app.client.mark()
    await sendTo(
      'ann@x.test',
      multipart(
        [
          {
            fields: { 'Content-Type': 'text/html' },
            body: '<p>Your code is <b>482913</b> <a href="https://shop.test/go">Go</a><img src="cid:dot">',
          },
          attachment('image/png', PNG, { filename: 'dot.png', fields: { 'Content-ID': '<dot>' } }),
          attachment('image/png', Buffer.alloc(600_000), { filename: 'large.png', fields: { 'Content-ID': '<large>' } }),
        ],
        { type: 'related', fields: { Subject: 'Confirm', To: 'Ann <ann@x.test>' } },
      ),
    )
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO refused.test')
    await smtp.say('MAIL FROM:nobody')
    await smtp.say('QUIT')
    await app.client.waitFor({ to: 'ann@x.test', subject: 'Welcome', since: mark, timeout: 1 }).catch(() => undefined)
    const page = await pageOf('--since', mark, '--title', 'Run <512>')
    const elements = elementsOf(page)
    expect(textOf(elements.find(({ tagName }) => tagName === 'h1') as Element)).toBe('Run <512>')
    const [wait] = byTestId(elements, 'failed-wait').map(textOf)
    expect(wait).toMatch(/subject:Welcome[\s\S]+1 message arrived, and did not match[\s\S]+Confirm/)
    const [received, ...others] = byTestId(elements, 'mail').map(textOf)
    expect(others).toEqual([])
    for (const part of ['Confirm', 'Ann <ann@x.test>', '482913', 'https://shop.test/go', 'dot.png', 'large.png', 'MIME-Version'])
      expect(received).toContain(part)
    const [document = ''] = documentsIn(page)
    expect(document).toContain(`<img src="data:image/png;base64,${PNG.toString('base64')}">`)
    expect(document.length).toBeLessThan(4000)
    const sessions = byTestId(elements, 'session').map(textOf)
    expect(sessions).toEqual([
      expect.stringContaining('250 2.6.0'),
      expect.stringMatching(/refused\.test[\s\S]+MAIL FROM:nobody/),
    ])
  })

  test('lets nothing of a mail, a dialogue or a search become part of it', async () => {
    const mark = await app.client.mark()
    await sendTo(
      'ann@x.test',
      multipart(
        [
          { fields: { 'Content-Type': 'text/html' }, body: HOSTILE_HTML },
          attachment('text/plain', 'x', { filename: HOSTILE_TEXT.replaceAll('"', "'") }),
        ],
        {
          fields: {
            Subject: HOSTILE_TEXT,
            From: `"${HOSTILE_TEXT.replaceAll('"', '')}" <e@evil.test>`,
            'X-Tags': HOSTILE_TEXT,
            'X-Mailmitt-Mailbox': HOSTILE_TEXT,
          },
        },
      ),
    )
    await sendTo(
      'ann@x.test',
      mail({ Subject: 'text' }, `${HOSTILE_TEXT} javascript:owned() http://evil.test/?"onmouseover=owned()\r\n`),
    )
    await using smtp = await openSmtp(app.smtp)
    await smtp.say(`EHLO ${HOSTILE_TEXT}`)
    await smtp.say(`MAIL FROM:${HOSTILE_TEXT}`)
    await smtp.say('QUIT')
    await app.client
      .waitFor(`subject:"${HOSTILE_TEXT.replaceAll('"', '')} no"`, { since: mark, timeout: 1 })
      .catch(() => undefined)
    const page = await pageOf('--since', mark, '--title', HOSTILE_TEXT)
    const elements = elementsOf(page)
    expect(byTestId(elements, 'mail')).toHaveLength(2)
    expect(elements.filter(({ tagName }) => tagName === 'script').map(textOf)).toEqual([expect.stringMatching(/^\(\(\)=>\{/)])
    expect(elements.filter(({ tagName }) => /^(base|form|object|embed|link|img|svg|textarea|template)$/.test(tagName))).toEqual(
      [],
    )
    expect(elements.flatMap(({ attrs }) => attrs).filter(({ name }) => name.startsWith('on'))).toEqual([])
    const policies = elements
      .filter(({ attrs }) => attrs.some(({ name }) => name === 'http-equiv'))
      .map((each) => attributeOf(each, 'content'))
    expect(policies).toEqual([expect.stringMatching(/^default-src 'none'; script-src 'sha256-[^']+';/)])
    for (const link of elements.filter(({ tagName }) => tagName === 'a'))
      expect(attributeOf(link, 'href')).toMatch(/^(#[\w-]+$|https?:\/\/)/)
    const frames = elements.filter(({ tagName }) => tagName === 'iframe')
    expect(frames.map((frame) => attributeOf(frame, 'sandbox'))).toEqual(['', ''])
    const inner = elementsOf(documentsIn(page)[0] ?? '')
    expect(inner.map(textOf).join('')).toContain('Visible')
    expect(inner.filter(({ tagName }) => /^(script|base|form|iframe)$/.test(tagName))).toEqual([])
    expect(inner.filter(({ tagName }) => tagName === 'meta').map((meta) => attributeOf(meta, 'content'))).toEqual([
      undefined,
      expect.stringMatching(/^default-src 'none'; img-src data:;/),
    ])
    expect(
      inner.flatMap(({ attrs }) => attrs).filter(({ name, value }) => name.startsWith('on') || /javascript:/.test(value)),
    ).toEqual([])
  })

  test('is of a mailbox, a search, and of the newest ones; and says what it leaves out', async () => {
    for (let i = 0; i < 7; i++) await app.client.add(mail({ Subject: `n${i}` }), { mailbox: 'some' })
    const subjects = (page: string) => byTestId(elementsOf(page), 'mail').map((each) => /\bn\d\b/.exec(textOf(each))?.[0])
    const limited = await pageOf('--mailbox', 'some', '--limit', '2')
    expect(subjects(limited)).toEqual(['n5', 'n6'])
    expect(limited).toContain('These are the newest 2; 5 older ones are left out.')
    const whole = await pageOf('--mailbox', 'some', '--limit', 'all')
    expect(subjects(whole)).toHaveLength(7)
    expect(whole).not.toContain('left out')
    expect(subjects(await pageOf('--mailbox', 'some', '--q', 'subject:n3 OR subject:n1'))).toEqual(['n1', 'n3'])
    const [first] = (await app.client.list({ mailbox: 'some', offset: 6, limit: 1 })).messages
    const later = await pageOf('--mailbox', 'some', '--since', first?.cursor ?? '', '--limit', '4')
    expect(subjects(later)).toEqual(['n3', 'n4', 'n5', 'n6'])
    expect(later).toContain('2 older ones are left out')
  })

  test('shows what is too much to show as text, and goes on', async () => {
    await app.client.add(mail({ Subject: 'large', 'Content-Type': 'text/html' }, `${'x'.repeat(70)}\r\n`.repeat(32_000)), {
      mailbox: 'large',
    })
    await app.client.add(mail({ Subject: 'small' }), { mailbox: 'large' })
    const page = await pageOf('--mailbox', 'large')
    expect(page).toContain('Not shown as it looks: ')
    expect(documentsIn(page)).toHaveLength(1)
    expect(page.length).toBeLessThan(200_000)
  })

  test('is a page also of a run in which nothing happened; on stdout with -', async () => {
    const { code, stdout, stderr } = await report('--out', '-', '--mailbox', 'nothing', '--since', await app.client.mark())
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^<!doctype html>[\s\S]+Every wait got what it waited for[\s\S]+No mail arrived[\s\S]+<\/html>$/)
  })

  test.each([
    ['a limit that is none', ['--limit', 'few'], 2, /--limit/],
    ['a search that has no meaning', ['--q', 'larger:x'], 2, /larger/],
    ['a place that is none', ['--since', 'yesterday'], 2, /cursor/],
    ['nobody there', ['--url', 'http://127.0.0.1:9'], 1, /does not answer/],
  ] as const)('makes no file with %s', async (_name, args, code, reason) => {
    const file = folder.path('none.html')
    expect(await report('--out', file, ...args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(reason) })
    expect(existsSync(file)).toBe(false)
  })

  test('says so when it cannot write there', async () => {
    expect(await report('--out', folder.path('nowhere/page.html'))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/ENOENT/),
    })
  })
})

test('any text stays text in the markup, in an element and in an attribute', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '-', '!', 'p', ';', '\0', '\n', '\ud800') }),
      ),
      (text) => {
        const elements = elementsOf(`${html`<p title="${text}">_${text}</p>`}`)
        const shown = text.toWellFormed().replace(/(?!\n|\t)\p{Cc}/gu, '\uFFFD')
        const [, , , paragraph, ...others] = elements
        expect(others).toEqual([])
        expect(paragraph && [attributeOf(paragraph, 'title'), textOf(paragraph)]).toEqual([shown, `_${shown}`])
      },
    ),
  )
})

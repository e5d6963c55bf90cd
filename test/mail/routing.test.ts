/** Which mailbox a message goes to (DESIGN §5). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMailboxRules } from '../../server/config/mailbox-rules.ts'
import { createRouter } from '../../server/mail/routing.ts'
import { matchGlob } from '../../shared/glob.ts'

const NOBODY = { clientAddress: '', heloName: '' }
const mailFor = (
  ...[fields, authenticatedAs, more = {}]: [
    string,
    string | undefined,
    { forwardPaths?: string[]; clientAddress?: string; heloName?: string }?,
  ]
) => ({
  head: Buffer.from(`Subject: x\r\n${fields}\r\nbody\r\n`),
  envelope: { reversePath: 'a@x.test', forwardPaths: more.forwardPaths ?? ['b@x.test'] },
  session: { ...NOBODY, ...more, ...(authenticatedAs !== undefined && { authenticatedAs }) },
})
const routed = async (rules: string, mail: ReturnType<typeof mailFor>) =>
  (await createRouter({ rules: parseMailboxRules(rules), known: [] })(mail)).mailbox

test.for([
  ['the header field first', 'X-MAILMITT-mailbox : ci \r\n', 'app', 'ci'],
  ['the first of two', 'x-mailmitt-mailbox: a\r\nX-Mailmitt-Mailbox: b\r\n', undefined, 'a'],
  ['with encoded-words', 'X-Mailmitt-Mailbox: =?utf-8?q?caf=C3=A9?=\r\n', undefined, 'café'],
  ['folded', 'X-Mailmitt-Mailbox:\r\n ci\r\n', undefined, 'ci'],
  ['the body is no header', '\r\nX-Mailmitt-Mailbox: ci\r\n', undefined, 'default'],
  ['then the user name', '', 'app', 'app'],
  ['a field of blanks says nothing', 'X-Mailmitt-Mailbox:  \r\n', 'app', 'app'],
  ['a user name of blanks says nothing', '', '  ', 'default'],
  ['else the default', '', undefined, 'default'],
] as const)('without rules: %s', async ([, fields, authenticatedAs, expected]) => {
  expect(await routed('', mailFor(fields, authenticatedAs))).toBe(expected)
})

const RULES =
  'rcpt:*@shop.test=shop; rcpt:*+*@ci.test=run-$2; helo:worker-*.local=w$1; client:10.0.3.0/24=staging; client:fd00::/8=v6; client:192.0.2.7=one'
test.for<[string, Parameters<typeof mailFor>, string]>([
  ['the field beats them', ['X-Mailmitt-Mailbox: named\r\n', 'app', { forwardPaths: ['x@shop.test'] }], 'named'],
  ['they beat the user name', ['', 'app', { forwardPaths: ['x@Shop.TEST'] }], 'shop'],
  ['any forward-path', ['', undefined, { forwardPaths: ['a@a.test', '@relay.test:b@shop.test'] }], 'shop'],
  ['what * stands for', ['', undefined, { forwardPaths: ['ann+77@ci.test'] }], 'run-77'],
  ['the first rule, not the first path', ['', undefined, { forwardPaths: ['a+1@ci.test', 'b@shop.test'] }], 'shop'],
  ['a HELO name', ['', undefined, { heloName: 'worker-3.local' }], 'w3'],
  ['a network', ['', undefined, { clientAddress: '10.0.3.255' }], 'staging'],
  ['a network of IPv6', ['', undefined, { clientAddress: 'fd12::1' }], 'v6'],
  ['one address', ['', undefined, { clientAddress: '192.0.2.7' }], 'one'],
  ['another address', ['', 'app', { clientAddress: '192.0.2.8' }], 'app'],
  ['what no mailbox may be named', ['', undefined, { forwardPaths: ['a+all/x%@ci.test'] }], 'run-all_x_'],
])('with rules: %s', async ([, mail, expected]) => {
  expect(await routed(RULES, mailFor(...mail))).toBe(expected)
})

test('a mailbox that is there is no new one, and past 10,000 new ones are the default, with a finding', async () => {
  const known = Array.from({ length: 9_999 }, (_, i) => `m${i}`)
  const route = createRouter({ rules: [], known })
  expect(await route(mailFor('', 'last'))).toEqual({ mailbox: 'last' })
  expect(await route(mailFor('', 'beyond'))).toMatchObject({
    mailbox: 'default',
    finding: { rule: 'too-many-mailboxes', said: expect.stringContaining('beyond') },
  })
  for (const there of ['m7', 'last']) expect(await route(mailFor('', there))).toEqual({ mailbox: there })
  expect(await route(mailFor('', undefined))).toEqual({ mailbox: 'default' })
})

describe('the text of the rules', () => {
  test('may hold blanks, capitals and quotes', () => {
    expect(parseMailboxRules('')).toEqual([])
    expect(parseMailboxRules(' RCPT : "a=b;*" = "x;y" ;helo:*=h;')).toEqual([
      { by: 'rcpt', pattern: 'a=b;*', mailbox: 'x;y' },
      { by: 'helo', pattern: '*', mailbox: 'h' },
    ])
    expect(parseMailboxRules('client:::1=local; client:2001:db8::/32=doc')).toEqual([
      { by: 'client', pattern: '::1', mailbox: 'local' },
      { by: 'client', pattern: '2001:db8::/32', mailbox: 'doc' },
    ])
  })

  test.each([
    ['shop', /^at character 1, "shop" begins with none of rcpt:, client: and helo:;/],
    ['rcpt:=x', /^at character 1, rcpt: has no pattern;/],
    ['rcpt:a', /^at character 1, "a" has no mailbox;/],
    ['rcpt:a=b; helo:c=', /^at character 10, "c" has no mailbox;/],
    ['client:10.0.0.0/33=x', /"10.0.0.0\/33" is no IP address and no network/],
    ['client:host=x', /"host" is no IP address/],
    ['rcpt:*@x=$2', /"\$2" names \$2, and "\*@x" has 1 \*/],
    ['rcpt:"a=b', /^at character 1, /],
  ])('%s is refused with the place of the fault', (text, message) => {
    expect(() => parseMailboxRules(text)).toThrow(message)
  })

  test('of any kind is read or refused with a sentence (property)', () => {
    const piece = fc.constantFrom(
      'rcpt:',
      'client:',
      'helo:',
      '*',
      '=',
      ';',
      '"',
      ' ',
      '$1',
      'a',
      '10.0.0.1',
      '/8',
      ':',
      '\n',
      'é',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
        (text) => {
          try {
            for (const { pattern, mailbox } of parseMailboxRules(text)) expect([pattern, mailbox]).not.toContain('')
          } catch (error) {
            expect((error as Error).message).toMatch(/^at character \d+, .*; write for example rcpt:/s)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('a pattern with *', () => {
  test('matches what the regular expression would, and its parts make up the text again (property)', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '.', '@'), { maxLength: 12 }).map((all) => all.join(''))
    const pattern = fc.array(fc.constantFrom('a', 'b', '.', '@', '*', '*'), { maxLength: 8 }).map((all) => all.join(''))
    fc.assert(
      fc.property(pattern, text, (glob, given) => {
        const stars = matchGlob(glob, given)
        const regExp = new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 's')
        expect(stars !== undefined).toBe(regExp.test(given))
        if (stars) expect(glob.replace(/\*/g, () => stars.shift() ?? '?')).toBe(given)
      }),
      { numRuns: 5000 },
    )
  })

  test('takes no longer for many * and a text that nearly matches', () => {
    expect(matchGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(100_000))).toBeUndefined()
  })
})

/** Makes SMTP sessions: by the grammar (RFC 5321 §4.1), with what no grammar has, and broken afterwards. */
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'

export interface SmtpStep {
  /** As latin1 text. */
  octets: string
  /** Sent in pieces of so many octets; empty is in one. */
  pieces: number[]
  /** Looks for an answer before the next step; else the next follows at once. */
  waits: boolean
}

export interface SmtpClient {
  steps: SmtpStep[]
  /** How it leaves: `quit` ends whatever is open and reads to the end, the others do not care. */
  ending: 'quit' | 'end' | 'destroy' | 'reset'
}

/** Clients that talk at the same time. */
export interface SmtpCase {
  clients: SmtpClient[]
}

const MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'plain', 'NTLM', '', 'PLAIN LOGIN']
const PARAMETERS = [
  ...['SIZE=100', 'SIZE=99999999999', 'SIZE=-1', 'SIZE=', 'SIZE=é', 'BODY=8BITMIME', 'BODY=7BIT', 'BODY=BINARYMIME', 'SMTPUTF8'],
  ...['SMTPUTF8=1', 'RET=FULL', 'RET=x', 'ENVID=QQ314159', 'AUTH=<>', 'NOTIFY=SUCCESS,FAILURE', 'NOTIFY=NEVER', 'NOTIFY=x'],
  ...['ORCPT=rfc822;a@b.test', 'ORCPT=x', 'X=', '=x', '=', 'MT-PRIORITY=3', 'HOLDFOR=10', `X=${'y'.repeat(900)}`],
]
const PATHS = [
  ...[
    'a@x.test',
    'ann+tag@x.test',
    '"quoted local"@x.test',
    '"a\\"b"@x.test',
    'ü@ü.test',
    'a@[127.0.0.1]',
    'a@[IPv6:::1]',
    'postmaster',
  ],
  ...[
    '@relay.test:a@x.test',
    'a..b@x.test',
    'a.@x.test',
    'a@',
    '@x.test',
    '',
    ' ',
    'a b@x.test',
    '<a@x.test>',
    'a@x.test>',
    '%41@x.test',
  ],
  ...[
    `${'l'.repeat(300)}@x.test`,
    `a@${'d.'.repeat(200)}test`,
    "o'brien@x.test",
    '*@x.test',
    'a@x.test\0',
    '"',
    '\\',
    '東京@x.test',
  ],
]
const VERBS = [
  ...[
    'NOOP',
    'RSET',
    'VRFY a',
    'EXPN list',
    'HELP',
    'HELP MAIL',
    'STARTTLS',
    'TURN',
    'ETRN x',
    'SEND FROM:<a@x.test>',
    'LHLO x',
    'QUIT x',
  ],
  ...[
    'XCLIENT ADDR=1.2.3.4',
    'XFORWARD NAME=x',
    'PROXY TCP4 1.2.3.4 5.6.7.8 1 2',
    'GET / HTTP/1.1',
    'Host: x.test',
    'USER a',
    'PASS b',
  ],
  ...[
    'a1 LOGIN a b',
    '\x16\x03\x01\x02\x00\x01',
    'DATA x',
    'MAIL',
    'RCPT',
    'EHLO',
    'HELO',
    'AUTH',
    '',
    ' ',
    '.',
    '..',
    '*',
    '=',
    '\0',
    'ÿûÿ',
  ],
]
const BODY_PIECES = [
  ...[
    'Subject: fuzz',
    'From: a@x.test',
    'X-Mailmitt-Mailbox: fuzz',
    'X-Tags: a, b',
    'MIME-Version: 1.0',
    '',
    '.',
    '..',
    '.x',
    '...',
    ' folded',
  ],
  ...[
    'Content-Type: multipart/mixed; boundary=b',
    '--b',
    '--b--',
    '\0',
    '\xff\xfe',
    'é',
    '\r',
    '.\r',
    '\r.',
    'QUIT',
    'MAIL FROM:<evil@x.test>',
  ],
  ...[
    'your code is 482913',
    '<a href="https://x.test/confirm">',
    'x'.repeat(998),
    'x'.repeat(999),
    'x'.repeat(5000),
    'begin 644 a',
    'From a',
  ],
]
const LINE_ENDS = [
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\r\n',
  '\n',
  '\r',
  '\n\r',
  '\r\r\n',
  '\r\n\r\n',
  '\0\r\n',
  ' \r\n',
]

export function makeSmtpCase(dice: Dice): SmtpCase {
  const clients = dice.some(1, dice.chance(0.2) ? 8 : 1, () => makeClient(dice))
  return { clients }
}

function makeClient(dice: Dice): SmtpClient {
  const lines = makeDialogue(dice)
  const doesPipeline = dice.chance(0.5)
  const steps = lines.map((octets): SmtpStep => ({ octets: utf8(octets), pieces: [], waits: !doesPipeline || dice.chance(0.1) }))
  if (dice.chance(0.4)) breakSteps(dice, steps)
  if (dice.chance(0.4)) for (const step of steps) if (dice.chance(0.5)) step.pieces = splits(dice, step.octets.length)
  return { steps, ending: dice.chance(0.7) ? 'quit' : dice.pick(['end', 'destroy', 'reset']) }
}

function makeDialogue(dice: Dice): string[] {
  const noise = (share: number) => (dice.chance(share) ? dice.some(1, 3, () => noiseLine(dice)) : [])
  const greeting = dice.chance(0.9)
    ? [`${dice.pick(['EHLO', 'EHLO', 'HELO', 'ehlo', 'Helo'])} ${hostName(dice)}${lineEnd(dice)}`]
    : []
  return [
    ...noise(0.1),
    ...greeting,
    ...noise(0.2),
    ...(dice.chance(0.25) ? authentication(dice) : []),
    ...dice.some(0, 4, () => [...noise(0.2), ...transaction(dice)]).flat(),
    ...noise(0.1),
  ]
}

function transaction(dice: Dice): string[] {
  const word = (text: string) => (dice.chance(0.1) ? mutateText(dice, text) : text)
  const parameters = () => (dice.chance(0.3) ? ` ${dice.some(1, 4, () => dice.pick(PARAMETERS)).join(' ')}` : '')
  const path = (likely: string) => (dice.chance(0.7) ? likely : utf8(dice.pick(PATHS)))
  const mail = `${word('MAIL FROM:')}<${path('sender@x.test')}>${parameters()}${lineEnd(dice)}`
  const recipients = dice.some(
    dice.chance(0.05) ? 0 : 1,
    dice.chance(0.05) ? 40 : 3,
    () => `${word('RCPT TO:')}<${path(`to${dice.below(100)}@y.test`)}>${parameters()}${lineEnd(dice)}`,
  )
  if (dice.chance(0.05))
    return [mail, ...recipients, `BDAT ${dice.pick(['10 LAST', '10', '0 LAST', '-1', '99999999999'])}\r\n`, 'x'.repeat(10)]
  const data = `DATA${lineEnd(dice)}`
  const body = mailData(dice)
  // The end, too, is often in a write of its own.
  return [mail, ...recipients, data, ...(dice.chance(0.5) ? [body, '.\r\n'] : [`${body}.\r\n`])].filter(() => !dice.chance(0.02))
}

function mailData(dice: Dice): string {
  const end = () => (dice.chance(0.95) ? '\r\n' : dice.pick(LINE_ENDS))
  const lines = dice.some(0, 12, () => utf8(dice.chance(0.1) ? dice.octets(dice.below(300)) : dice.pick(BODY_PIECES)) + end())
  if (dice.chance(0.02)) lines.push(`${dice.pick(BODY_PIECES)}\r\n`.repeat(dice.length(15)))
  const body = lines.join('')
  return body === '' || body.endsWith('\r\n') || dice.chance(0.1) ? body : `${body}\r\n`
}

export function authentication(dice: Dice): string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const answer = () =>
    dice.pick([
      base64('\0user\0password'),
      base64('user'),
      base64('password'),
      '*',
      '',
      '=',
      '====',
      'not base64 !',
      base64('x'.repeat(dice.length(14))),
      utf8(dice.pick(ODD_TEXTS)),
    ])
  return [
    `AUTH ${dice.pick(MECHANISMS)}${dice.chance(0.4) ? ` ${answer()}` : ''}${lineEnd(dice)}`,
    ...dice.some(0, 3, () => `${answer()}${lineEnd(dice)}`),
  ]
}

function noiseLine(dice: Dice): string {
  if (dice.chance(0.1))
    return `${dice.pick(['x', 'EHLO ', 'AUTH PLAIN ', 'MAIL FROM:<', '\0', 'é'])}${'y'.repeat(dice.length(18))}\r\n`
  if (dice.chance(0.1)) return dice.octets(dice.below(200)) + lineEnd(dice)
  return utf8(dice.pick(VERBS)) + lineEnd(dice)
}

export function breakSteps(dice: Dice, steps: SmtpStep[]): void {
  for (let i = dice.below(4); i >= 0 && steps.length > 0; i--) {
    const at = dice.below(steps.length)
    const step = steps[at] as SmtpStep
    dice.pick([
      () => steps.splice(at, 1),
      () => steps.splice(at, 0, { ...step }),
      () => steps.splice(dice.below(steps.length), 0, ...steps.splice(at, 1)),
      () => steps.splice(at, 1, { ...step, octets: utf8(mutateText(dice, step.octets)) }),
      () => steps.splice(at, 1, { ...step, octets: step.octets.replaceAll('\r\n', dice.pick(LINE_ENDS)) }),
      () => steps.splice(at, 1, { ...step, octets: step.octets.slice(0, dice.below(step.octets.length + 1)) }),
      () => steps.splice(at),
    ])()
  }
}

export function splits(dice: Dice, length: number): number[] {
  // Every octet alone, where that is not a matter of minutes.
  if (dice.chance(0.3) && length < 400) return Array.from({ length }, () => 1)
  return dice.some(1, 6, () => 1 + dice.below(Math.max(1, length)))
}

export function lineEnd(dice: Dice): string {
  return dice.chance(0.9) ? '\r\n' : dice.pick(LINE_ENDS)
}

function hostName(dice: Dice): string {
  return dice.chance(0.8)
    ? 'client.test'
    : utf8(dice.pick([...ODD_TEXTS, '[127.0.0.1]', '[IPv6:::1]', 'a b', '-', 'x'.repeat(600)]))
}

/** As the octets of its UTF-8, where it is not latin1 already. */
function utf8(text: string): string {
  return /[^\0-\xff]/.test(text) ? Buffer.from(text).toString('latin1') : text
}

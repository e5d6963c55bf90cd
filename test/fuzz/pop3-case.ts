/** Makes POP3 sessions over mail that is odd as well: by the grammar (RFC 1939 §9), with what no grammar has, and broken afterwards. */
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'
import { authentication, breakSteps, lineEnd, type SmtpClient, type SmtpStep, splits } from './smtp-case.ts'

/** Clients that talk at the same time, each about the same mailbox. */
export interface Pop3Case {
  /** As latin1 text. */
  mails: string[]
  clients: SmtpClient[]
}

export const MAILBOX = 'fuzz'
/** Where a password goes; it must not be found anywhere afterwards. */
export const SECRET = 'hush-0b5e55ed-hush'

const KEYWORDS = ['RETR', 'TOP', 'LIST', 'UIDL', 'DELE', 'RSET', 'NOOP', 'STAT', 'CAPA', 'STLS', 'XTND', 'LAST', 'UTF8', 'LANG']
const NUMBERS = [
  '1',
  '2',
  '3',
  '0',
  '-1',
  '4',
  '1 1',
  '2 0',
  '3 4000000000',
  '99999999999999999999',
  '1 -1',
  '01',
  '1e1',
  '',
  ' ',
  '\0',
]
const PIECES = ['Subject: x', '', '.', '..', '.\r', '\n.\n', '\r\n.\r\n', '.x', 'x', '\0', '\xff', '\r', 'QUIT', '+OK', '-ERR no']

export function makePop3Case(dice: Dice): Pop3Case {
  return {
    mails: dice.some(1, 3, () => oddMail(dice)),
    clients: dice.some(1, dice.chance(0.3) ? 6 : 2, () => makeClient(dice)),
  }
}

function oddMail(dice: Dice): string {
  const lines = dice.some(1, 12, () => (dice.chance(0.2) ? dice.octets(1 + dice.below(200)) : dice.pick(PIECES)))
  const text = lines.map((line) => line + (dice.chance(0.8) ? '\r\n' : dice.pick(['\n', '\r', '', '\r\r\n']))).join('')
  const whole = dice.chance(0.05) ? text.repeat(dice.length(12)) : text
  return whole === '' ? '.' : whole
}

function makeClient(dice: Dice): SmtpClient {
  const lines = [
    ...dice.some(0, 2, () => anyLine(dice)),
    ...(dice.chance(0.85) ? signIn(dice) : []),
    ...dice.some(0, 12, () => anyLine(dice)),
    ...(dice.chance(0.2) ? ['QUIT\r\n', anyLine(dice)] : []),
  ]
  const doesPipeline = dice.chance(0.5)
  const steps = lines.map((octets): SmtpStep => ({ octets, pieces: [], waits: !doesPipeline || dice.chance(0.1) }))
  if (dice.chance(0.4)) breakSteps(dice, steps)
  if (dice.chance(0.4)) for (const step of steps) if (dice.chance(0.5)) step.pieces = splits(dice, step.octets.length)
  return { steps, ending: dice.chance(0.6) ? 'quit' : dice.pick(['end', 'destroy', 'reset']) }
}

function signIn(dice: Dice): string[] {
  const name = dice.chance(0.8) ? MAILBOX : octetsOf(dice.pick(ODD_TEXTS))
  return dice.pick([
    () => [`USER ${name}${lineEnd(dice)}`, `PASS ${SECRET}${lineEnd(dice)}`],
    () => [`APOP ${name} ${'c4c9334bac560ecc979e58001b3e22fb'}${lineEnd(dice)}`],
    () => [`AUTH PLAIN ${Buffer.from(`\0${name}\0${SECRET}`, 'latin1').toString('base64')}${lineEnd(dice)}`],
    () => authentication(dice),
  ])()
}

function anyLine(dice: Dice): string {
  if (dice.chance(0.05)) return `${'x'.repeat(dice.length(18))}\r\n`
  if (dice.chance(0.05)) return dice.octets(dice.below(300)) + lineEnd(dice)
  const line = `${dice.pick(KEYWORDS)}${dice.chance(0.7) ? ` ${dice.pick(NUMBERS)}` : ''}`
  return octetsOf(dice.chance(0.2) ? mutateText(dice, line) : line) + lineEnd(dice)
}

function octetsOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

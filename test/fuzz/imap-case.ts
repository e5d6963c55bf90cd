/** Makes IMAP sessions: by the grammar (RFC 9051 §9) and beside it, with literals that come and that do not, and broken afterwards. */
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'
import { breakSteps, lineEnd, type SmtpClient, type SmtpStep, splits } from './smtp-case.ts'

/** Clients that talk at the same time, most of them about the same account. */
export interface ImapCase {
  clients: SmtpClient[]
}

export const ACCOUNT = 'fuzz'
/** Where a password goes; it must not be found anywhere afterwards. */
export const SECRET = 'hush-0b5e55ed-hush'

const NAMES = [
  'INBOX',
  'inbox',
  'Sent',
  '"A/B"',
  'A&-B',
  'A&B',
  '&AOk-',
  '""',
  '"a%b"',
  'a/b/c',
  'NIL',
  '{3+}\r\nBox',
  '"é"',
  '/',
  '"',
  'a\\b',
]
const SETS = [
  '1',
  '*',
  '1:*',
  '*:1',
  '1,*',
  '2:4,1',
  '$',
  '0',
  '4294967295',
  '4294967296',
  '1:',
  ',',
  '1:2:3',
  '1,'.repeat(500),
  '01',
]
const FLAGS = [
  '()',
  '(\\Seen)',
  '(\\Seen \\Deleted $x)',
  '\\Flagged',
  '(\\Wiz)',
  '(\\*)',
  '("x")',
  '(a(b)',
  '(é)',
  '({1+}\r\nx)',
  '(\\Recent)',
]
const ITEMS = [
  ...[
    'FLAGS',
    'ALL',
    'FULL',
    '(UID FLAGS INTERNALDATE RFC822.SIZE MODSEQ EMAILID THREADID PREVIEW)',
    '(ENVELOPE BODYSTRUCTURE BODY)',
  ],
  ...[
    'BODY[]',
    'BODY.PEEK[]<0.10>',
    'BODY[1.MIME]',
    'BODY[1.2.3]',
    'BODY[HEADER.FIELDS (Subject "To" {1+}\r\nx)]',
    'BODY[TEXT]<5.4294967295>',
  ],
  ...[
    'BINARY[1]',
    'BINARY.PEEK[]',
    'BINARY.SIZE[1]',
    'RFC822',
    'RFC822.HEADER',
    'BODY[',
    'BODY[]<',
    '()',
    '(FLAGS',
    'BODY[0]',
    'BODY[]<-1.1>',
  ],
]
const KEYS = [
  ...[
    'ALL',
    'UNSEEN',
    'NOT SEEN',
    'OR SEEN (UNSEEN 1)',
    'SUBJECT x',
    'TEXT "é"',
    'HEADER a b',
    'HEADER "" ""',
    'MODSEQ 1',
    'LARGER 1',
  ],
  ...[
    'RETURN (SAVE) ALL',
    'RETURN (MIN MAX COUNT) $',
    'RETURN () 1:*',
    'CHARSET UTF-8 BODY é',
    'CHARSET X ALL',
    'SENTON 1-Jan-2026',
  ],
  ...[
    'BEFORE 99-Xyz-0',
    'KEYWORD $x',
    'UID 1:*',
    '((((ALL))))',
    'OR',
    'NOT',
    'SUBJECT',
    '('.repeat(200),
    'NOT '.repeat(300),
    'EMAILID x',
  ],
]
const LISTS = [
  '"" *',
  '"" %',
  '"" ""',
  '(SUBSCRIBED) "" *',
  '(RECURSIVEMATCH SUBSCRIBED) "" (a% *)',
  '"" * RETURN (STATUS (MESSAGES))',
  'x',
  '* *',
]
const DATES = ['', '" 1-Jan-2026 00:00:00 +0000" ', '"99-Xyz-0000 00:00:00 +0000" ', '"x" ']

export function makeImapCase(dice: Dice): ImapCase {
  return { clients: dice.some(1, dice.chance(0.3) ? 5 : 2, () => makeClient(dice)) }
}

function makeClient(dice: Dice): SmtpClient {
  const commands = [
    ...dice.some(0, 2, () => anyCommand(dice)),
    ...(dice.chance(0.85) ? [signIn(dice)] : []),
    ...(dice.chance(0.7) ? ['SELECT INBOX'] : []),
    ...dice.some(0, 14, () => anyCommand(dice)),
  ]
  const doesPipeline = dice.chance(0.5)
  const steps = commands.map((command, i): SmtpStep => {
    const octets = octetsOf(dice.chance(0.1) ? mutateText(dice, command) : command)
    return { octets: `t${i} ${octets}${lineEnd(dice)}`, pieces: [], waits: !doesPipeline || dice.chance(0.1) }
  })
  if (dice.chance(0.3)) breakSteps(dice, steps)
  if (dice.chance(0.4)) for (const step of steps) if (dice.chance(0.5)) step.pieces = splits(dice, step.octets.length)
  // A literal that never came may swallow any farewell.
  return { steps, ending: dice.pick(['end', 'destroy', 'reset']) }
}

function signIn(dice: Dice): string {
  return dice.pick([
    `LOGIN ${ACCOUNT} ${SECRET}`,
    `LOGIN "${ACCOUNT}" {${SECRET.length}+}\r\n${SECRET}`,
    `AUTHENTICATE PLAIN ${Buffer.from(`\0${ACCOUNT}\0${SECRET}`).toString('base64')}`,
    `AUTHENTICATE PLAIN\r\n${Buffer.from(`\0${ACCOUNT}\0${SECRET}`).toString('base64')}`,
    `AUTHENTICATE LOGIN\r\n${Buffer.from(ACCOUNT).toString('base64')}\r\n${Buffer.from(SECRET).toString('base64')}`,
    'AUTHENTICATE PLAIN\r\n*',
  ])
}

function anyCommand(dice: Dice): string {
  const uid = dice.chance(0.4) ? 'UID ' : ''
  const [set, name, other] = [dice.pick(SETS), dice.pick(NAMES), dice.pick(NAMES)]
  return dice.pick([
    () =>
      dice.pick([
        'NOOP',
        'CAPABILITY',
        'ID NIL',
        'NAMESPACE',
        'CHECK',
        'CLOSE',
        'UNSELECT',
        'EXPUNGE',
        'STARTTLS',
        'WIZ',
        '',
        'UID',
      ]),
    () => dice.pick(['ENABLE IMAP4rev2 CONDSTORE', 'IDLE\r\nDONE', 'IDLE\r\nx', 'IDLE', 'LOGOUT', 'ENABLE', 'ID ("a" NIL)']),
    () => `${dice.pick(['SELECT', 'EXAMINE', 'CREATE', 'DELETE', 'SUBSCRIBE', 'UNSUBSCRIBE'])} ${name}`,
    () => `RENAME ${name} ${other}`,
    () => `STATUS ${name} (MESSAGES UIDNEXT SIZE HIGHESTMODSEQ MAILBOXID)`,
    () => `${dice.pick(['LIST', 'LSUB'])} ${dice.pick(LISTS)}`,
    () => `${uid}FETCH ${set} ${dice.pick(ITEMS)}`,
    () => `${uid}STORE ${set} ${dice.pick(['FLAGS', '+FLAGS', '-FLAGS.SILENT', '(UNCHANGEDSINCE 1) FLAGS'])} ${dice.pick(FLAGS)}`,
    () => `${uid}SEARCH ${dice.pick(KEYS)}`,
    () => `${uid}${dice.pick(['COPY', 'MOVE'])} ${set} ${name}`,
    () => `UID EXPUNGE ${set}`,
    () => appendCommand(dice, name),
    () => `${dice.pick(['FETCH', 'LIST', 'SEARCH', 'STORE', 'LOGIN', 'APPEND'])} ${dice.pick(ODD_TEXTS)}`,
    () => `NOOP ${'x'.repeat(dice.length(18))}`,
  ])()
}

function appendCommand(dice: Dice, name: string): string {
  const mail = dice.chance(0.5) ? `Subject: ${dice.pick(ODD_TEXTS)}\r\n\r\nx` : dice.octets(dice.below(300))
  const length = Buffer.byteLength(mail) + (dice.chance(0.1) ? dice.below(20) - 10 : 0)
  const [flags, marker] = [
    dice.chance(0.3) ? `${dice.pick(FLAGS)} ` : '',
    dice.pick(['{%+}', '~{%+}', '{%}', '{%-}', '{-%+}', '{%+']),
  ]
  return `APPEND ${name} ${flags}${dice.pick(DATES)}${marker.replace('%', String(length))}\r\n${mail}`
}

function octetsOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

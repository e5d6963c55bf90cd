/**
 * Mails of every kind beside what a person holds to be right about each: `test/fixtures/golden/<name>.eml` and `.json`.
 * An expectation is written from the RFCs and from what the mail was made of, not copied from what the program says.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findCodes } from '../../server/mail/codes.ts'
import { type FindingRule, RULES } from '../../server/mail/findings.ts'
import { parseMessage } from '../../server/mail/parse-message.ts'
import { visibleText } from '../../server/mail/visible-text.ts'
import type { Envelope } from '../../shared/model/envelope.ts'
import { readMail } from './read.ts'

/** A text that ends in `…` goes on, and so does such a list; what is left out is empty. */
interface Expectation {
  subject?: string
  from?: string
  text?: string
  /** What a reader sees of the HTML. */
  html?: string
  /** By path, where it is another than declared. */
  charsetsUsed?: Record<string, string>
  /** `path type filename`, `root` for the path of a multipart that is the mail. */
  parts?: string[]
  /** Rules, sorted. */
  findings?: string[]
  codes?: string[]
  envelope?: Envelope
}

const FOLDER = new URL('../fixtures/golden/', import.meta.url)
const NAMES = namesOf('.eml')
/** When they arrive: their dates lie near it. */
const ARRIVAL = { receivedAt: Date.UTC(2026, 10, 23, 9), hasSmtpUtf8: false }
const NO_ENVELOPE: Envelope = { reversePath: '', forwardPaths: [] }
const GOES_ON = '…'

/** The program is wrong about these, and why. */
const KNOWN: Record<string, string> = {
  'client-mailman-footer-in-base64':
    'what a plain footer decodes to outweighs the text before it, which is then read as windows-1252',
}

/** These tell of the program, its database or the time that reading took, not of what a mail says. */
const NOT_OF_A_MAIL: readonly FindingRule[] = [
  ...(['parser-failed', 'parser-timeout', 'parser-result-refused', 'mail-data-unreadable', 'damaged'] as const),
  'tag-rule-stopped',
  'too-many-mailboxes',
  'html-too-complex',
  'text-too-complex',
]

/** As mail declares them. There is no ISO-8859-12. */
const CHARSETS = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((last) => `windows-125${last}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  ...['iso-2022-jp', 'shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'gbk', 'gb2312', 'big5', 'koi8-r', 'koi8-u'],
  ...['utf-7', 'utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'macintosh'],
]
const LEAST_MAILS = 120

function namesOf(extension: string): string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(extension))
  return files.map((file) => file.slice(0, -extension.length)).sort()
}

function readExpectation(name: string): Expectation {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as Expectation
}

function readMailData(name: string): Buffer {
  return readFileSync(new URL(`${name}.eml`, FOLDER))
}

async function readAsExpected(name: string, expected: Expectation): Promise<Expectation> {
  const { subject, from, text, html, parts, findings } = await readMail(
    readMailData(name),
    expected.envelope ?? NO_ENVELOPE,
    ARRIVAL,
  )
  const paths = parts.map(({ path, contentType, filename }) => `${path || 'root'} ${contentType} ${filename}`.trim())
  return {
    subject,
    from: from.map(({ displayName, addrSpec }) => (displayName ? `${displayName} <${addrSpec}>` : addrSpec)).join(', '),
    text: cutLike(text.trimEnd(), expected.text),
    html: cutLike(visibleText(html, 100_000).trim(), expected.html),
    charsetsUsed: Object.fromEntries(
      parts.filter(({ charsetUsed }) => charsetUsed).map(({ path, charsetUsed }) => [path, charsetUsed]),
    ),
    parts: expected.parts?.at(-1) === GOES_ON ? [...paths.slice(0, expected.parts.length - 1), GOES_ON] : paths,
    findings: findings.map(({ rule }) => rule).sort(),
    codes: findCodes({ subject, text, html }).map(({ value }) => value),
  }
}

function cutLike(text: string, expected: string | undefined): string {
  return expected?.endsWith(GOES_ON) ? text.slice(0, expected.length - 1) + GOES_ON : text
}

describe('each mail is read as a person reads it', () => {
  test.for(NAMES)('%s', async (name, { expect }) => {
    const expected = readExpectation(name)
    const { envelope, ...said } = expected
    const nothing = { subject: '', from: '', text: '', html: '', charsetsUsed: {}, parts: [], findings: [], codes: [] }
    const actual = await readAsExpected(name, expected)
    if (KNOWN[name]) expect(actual, `fixed? Take it out of KNOWN: ${KNOWN[name]}`).not.toEqual({ ...nothing, ...said })
    else expect(actual).toEqual({ ...nothing, ...said })
  })
})

describe('the corpus is whole', () => {
  test('each mail has an expectation, and each expectation a mail', () => {
    expect(namesOf('.json')).toEqual(NAMES)
    expect(Object.keys(KNOWN).filter((name) => !NAMES.includes(name))).toEqual([])
  })

  test('every rule that a mail can earn is earned', () => {
    const earned = new Set(NAMES.flatMap((name) => readExpectation(name).findings ?? []))
    const wanted = Object.keys(RULES).filter((rule) => !(NOT_OF_A_MAIL as readonly string[]).includes(rule))
    expect(wanted.filter((rule) => !earned.has(rule))).toEqual([])
  })

  test('every charset is declared by some mail', () => {
    const declared = new Set(
      NAMES.flatMap((name) => parseMessage(readMailData(name), NO_ENVELOPE).parts.map(({ charset }) => charset.toLowerCase())),
    )
    expect(CHARSETS.filter((charset) => !declared.has(charset))).toEqual([])
  })

  test(`there are at least ${LEAST_MAILS}`, () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(LEAST_MAILS)
  })
})

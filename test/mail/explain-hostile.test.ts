import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readContentLines, splitValue, unescapeText } from '../../server/mail/explain/content-line.ts'
import { explainPart, type PartToExplain } from '../../server/mail/explain/explain.ts'
import { mendFolds } from '../../server/mail/explain/octet-lines.ts'
import { Explanation } from '../../shared/model/explanation.ts'
import { ExplanationKind } from '../../shared/model/part.ts'

/** Whatever any kind is made of, so that random pieces mean something. */
const PIECES = [
  ...[
    'BEGIN:VCALENDAR',
    'END:VCALENDAR',
    'BEGIN:VEVENT',
    'END:VEVENT',
    'BEGIN:VCARD',
    'END:VCARD',
    'VERSION:2.1',
    'METHOD:REQUEST',
  ],
  ...[
    'DTSTART;TZID=X:20261123T100000',
    'DTEND:20261123',
    'RRULE:FREQ=MONTHLY;BYDAY=-1FR',
    'EXDATE:20261123,x',
    'SUMMARY:a\\,b,c',
  ],
  ...[
    'ATTENDEE;CN="a;b":mailto:a@x.test',
    'N:a;b;c',
    'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=',
    'ADR;HOME:;;a',
    'TEL;TYPE="a,b":1',
  ],
  ...['Final-Recipient: rfc822; a@x.test', 'Action: failed', 'Status: 5.1.1', 'Reporting-MTA: dns; x', 'Disposition: a/b; c/d'],
  ...[
    'Feedback-Type: abuse',
    '=?utf-8?b?eA==?=',
    '\x78\x9f\x3e\x22\x01\x00',
    '\x02\x10\x80\x01\x00\x05\x00\x00\x00',
    '',
    ' ',
    ';',
    ':',
    '"',
    '\\',
  ],
]
const NEWLINES = ['\r\n', '\n', '\r', '\r\n ', '\r\n\r\n', '=\r\n', '']

const kind = fc.constantFrom(...ExplanationKind.options)
const octets = fc.uint8Array({ maxLength: 500, size: 'max' })
const pieces = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary' })), fc.constantFrom(...NEWLINES)), {
    maxLength: 60,
  })
  .map((all) => Buffer.from(all.flat().join(''), 'latin1'))

function explain(part: Partial<PartToExplain>): Explanation {
  const headerSection = Buffer.from('Content-Type: text/calendar; method=REQUEST\r\n\r\n')
  const common = { contentType: 'text/calendar', encoding: '7bit', charset: '', isCut: false }
  return explainPart({ ...common, kind: 'calendar', headerSection, body: Buffer.alloc(0), ...part })
}

test('random octets and random pieces are explained as the API declares it, whatever they are taken for (property)', () => {
  fc.assert(
    fc.property(
      kind,
      fc.oneof(octets, pieces),
      fc.constantFrom('7bit', 'base64', 'quoted-printable', 'x-none'),
      fc.constantFrom('', 'utf-8', 'utf-16', 'iso-2022-jp', 'x-none'),
      fc.boolean(),
      (kind, body, encoding, charset, isCut) => {
        const explanation = explain({ kind, body, encoding, charset, isCut })
        expect(Explanation.parse(explanation)).toEqual(explanation)
        expect(explanation.kind).toBe(kind)
        expect(new Set(explanation.warnings.map(({ rule }) => rule)).size).toBe(explanation.warnings.length)
      },
    ),
    { numRuns: 1000 },
  )
})

const VALID: Record<'calendar' | 'contact' | 'delivery-report' | 'tnef', string> = {
  calendar:
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261120T080000Z\r\n' +
    'DTSTART;TZID=Europe/Berlin:20261123T100000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,FR;UNTIL=20270301T225959Z\r\nSUMMARY:a\\, b\r\n' +
    'ORGANIZER;CN="Ann":mailto:a@x.test\r\nATTENDEE;RSVP=TRUE;CN=Bob:mail\r\n to:b@x.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
  contact:
    'BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=87elik;=\r\nAnn;;;\r\nTEL;CELL:+90555\r\n' +
    'ADR;HOME:;;Pier 4;Hamburg;;20457;Germany\r\nEMAIL;HOME:a@x.test\r\nEND:VCARD\r\n',
  'delivery-report':
    'Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; b@b.test\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp;\r\n 550 x\r\n',
  tnef: '\x78\x9f\x3e\x22\x01\x00\x02\x10\x80\x01\x00\x05\x00\x00\x00a.doc\x00\x00\x02\x10\x80\x01\x00\x05\x00\x00\x00b.doc\x00\x00',
}

test('what is right but for a few octets is explained as the API declares it (property)', () => {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(12),
    added: fc.uint8Array({ maxLength: 6 }),
  })
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(VALID) as (keyof typeof VALID)[])),
      fc.array(change, { maxLength: 6 }),
      (kind, changes) => {
        const body = changes.reduce<Buffer>(
          (octets, { at, removed, added }) => {
            const start = Math.floor(at * octets.length)
            return Buffer.concat([octets.subarray(0, start), added, octets.subarray(start + removed)])
          },
          Buffer.from(VALID[kind], 'latin1'),
        )
        const explanation = explain({ kind, body })
        expect(Explanation.parse(explanation)).toEqual(explanation)
      },
    ),
    { numRuns: 500 },
  )
})

describe('content lines', () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,20}$/)
  const value = fc.string({ unit: 'grapheme-composite' }).map((text) => text.replace(/[\r\n]/g, ''))
  const param = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replace(/["\p{Cc}]/gu, 'x'))

  /** RFC 5545 §3.1, wherever it falls. */
  const fold = (line: string, width: number) =>
    [...line].reduce((folded, character, i) => `${folded}${i > 0 && i % width === 0 ? '\r\n ' : ''}${character}`, '')

  test('that are written by the RFC are read as they were meant (property)', () => {
    const line = fc.record({ name, params: fc.dictionary(name, param, { maxKeys: 3 }), value })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.integer({ min: 1, max: 80 }), (all, width) => {
        const quoted = (text: string) => `"${text.replaceAll('^', '^^')}"`
        const text = all.map(
          ({ name, params, value }) =>
            `${fold(
              `${name}${Object.entries(params)
                .map(([key, each]) => `;${key}=${quoted(each)}`)
                .join('')}:${value}`,
              width,
            )}\r\n`,
        )
        const { lines, unreadable } = readContentLines(text.join(''))
        // A line whose parameter says so goes on behind `=`.
        fc.pre(!/quoted-printable/i.test(text.join('')))
        expect(unreadable).toEqual([])
        expect(
          lines.map(({ name, params, value }) => ({ name, params: [...params].map(([key, each]) => [key, ...each]), value })),
        ).toEqual(all.map(({ name, params, value }) => ({ name, params: Object.entries(params), value })))
      }),
    )
  })

  test('that are folded by octets, inside of characters too, are whole again (RFC 5545 §3.1, property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', minLength: 1 }), fc.integer({ min: 4, max: 20 }), (text, width) => {
        const sent = Buffer.from(`NOTE:${text.replace(/[\r\n]/g, '')}`).toString('latin1')
        const folded = Buffer.from(sent.replace(new RegExp(`[^]{${width}}`, 'g'), '$&\r\n '), 'latin1')
        const [line] = readContentLines(mendFolds(folded).toString()).lines
        expect(line?.value).toBe(text.replace(/[\r\n]/g, ''))
      }),
    )
  })

  test('text survives being escaped and divided (RFC 5545 §3.3.11, property)', () => {
    const escapeText = (text: string) => text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n')
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        expect(splitValue(texts.map(escapeText).join(';'), ';').map(unescapeText)).toEqual(texts)
      }),
    )
  })
})

/** A MiB of what each reader likes least. */
const MIB = 1024 ** 2
test.each<[kind: ExplanationKind, piece: string, start?: string]>([
  ['calendar', 'BEGIN:VEVENT\r\n'],
  ['calendar', 'BEGIN:A\r\nBEGIN:B\r\nEND:C\r\n'],
  ['calendar', 'ATTENDEE;CN="'],
  ['calendar', 'A;B=";B="'],
  ['calendar', 'a\r\n'],
  ['calendar', '\r\n '],
  ['calendar', 'EXDATE:20261123\r\n'],
  ['calendar', 'RRULE:FREQ=DAILY;', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nRRULE:'],
  ['calendar', '20261123,', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEXDATE:'],
  ['calendar', '\\', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:'],
  ['contact', 'EMAIL:x\r\n', 'BEGIN:VCARD\r\n'],
  ['contact', ';', 'BEGIN:VCARD\r\nN:'],
  ['contact', '=\r\n', 'BEGIN:VCARD\r\nNOTE;QUOTED-PRINTABLE:'],
  ['contact', 'N;QUOTED-PRINTABLE:=\r\n', 'BEGIN:VCARD\r\n'],
  ['delivery-report', 'Action: x\r\n\r\n'],
  ['delivery-report', '\r\n \t'],
  ['delivery-report', 'Status: 5.1.1\r\n', 'Final-Recipient: x\r\n'],
  ['delivery-report', '\\x{', 'Final-Recipient: utf-8;'],
  ['disposition-notification', '/;', 'Disposition: '],
  ['feedback-report', 'Original-Rcpt-To: <x\r\n'],
  ['header-fields', 'a:b\r\n'],
  ['tnef', '\0', '\x78\x9f\x3e\x22\x01\x00'],
])('a %s of a MiB of %j takes no longer than a person waits', (kind, piece, start = '') => {
  const body = Buffer.from(start + piece.repeat(Math.ceil(MIB / piece.length)), 'latin1')
  const begun = performance.now()
  const explanation = explain({ kind, body })
  const tookMs = performance.now() - begun
  expect(tookMs).toBeLessThan(2000)
  expect(JSON.stringify(explanation).length).toBeLessThan(8 * MIB)
})

import { describe, expect, test } from 'vitest'
import { readStatus } from '../../server/mail/explain/status-code.ts'
import { explainAs, lines, rulesOf } from './explain.ts'

const report = (body: string) => explainAs('delivery-report', ['Content-Type: message/delivery-status'], body)

describe('a delivery report', () => {
  test('of Postfix, for two recipients', () => {
    expect(
      report(
        lines(`
    Reporting-MTA: dns; mail.harbour.test
    X-Postfix-Queue-ID: 4XrPq12k3Gz1b
    X-Postfix-Sender: rfc822; app@harbour.test
    Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0100 (CET)

    Final-Recipient: rfc822; bob@b.test
    Original-Recipient: rfc822;bob@b.test
    Action: failed
    Status: 5.1.1
    Remote-MTA: dns; mx.b.test
    Diagnostic-Code: smtp; 550 5.1.1 <bob@b.test>: Recipient address rejected:
        User unknown in virtual mailbox table

    Final-Recipient: rfc822; eve@e.test
    Action: delayed
    Status: 4.4.1
    Diagnostic-Code: X-Postfix; connect to e.test[192.0.2.7]:25: Connection timed
        out
    Will-Retry-Until: Sat, 28 Nov 2026 10:00:00 +0100 (CET)
`),
      ),
    ).toEqual({
      kind: 'delivery-report',
      reportingMta: 'mail.harbour.test',
      dsnGateway: '',
      receivedFromMta: '',
      arrivalDate: 'Mon, 23 Nov 2026 10:00:00 +0100 (CET)',
      originalEnvelopeId: '',
      recipients: [
        {
          finalRecipient: 'bob@b.test',
          originalRecipient: 'bob@b.test',
          action: 'failed',
          status: { raw: '5.1.1', code: '5.1.1', meaning: 'Failed for good: there is no such mailbox' },
          remoteMta: 'mx.b.test',
          diagnosticType: 'smtp',
          diagnosticCode: '550 5.1.1 <bob@b.test>: Recipient address rejected: User unknown in virtual mailbox table',
          lastAttempt: '',
          willRetryUntil: '',
          finalLogId: '',
          otherFields: [],
        },
        {
          finalRecipient: 'eve@e.test',
          originalRecipient: '',
          action: 'delayed',
          status: { raw: '4.4.1', code: '4.4.1', meaning: 'Failed for now, and may be tried again: the host does not answer' },
          remoteMta: '',
          diagnosticType: 'x-postfix',
          diagnosticCode: 'connect to e.test[192.0.2.7]:25: Connection timed out',
          lastAttempt: '',
          willRetryUntil: 'Sat, 28 Nov 2026 10:00:00 +0100 (CET)',
          finalLogId: '',
          otherFields: [],
        },
      ],
      otherFields: [
        { name: 'X-Postfix-Queue-ID', value: '4XrPq12k3Gz1b' },
        { name: 'X-Postfix-Sender', value: 'rfc822; app@harbour.test' },
      ],
      warnings: [],
    })
  })

  test('of Exchange, with fields of its own', () => {
    const { recipients, warnings } = report(
      lines(`
    Reporting-MTA: dns;AM0PR01MB1234.eurprd01.prod.exchangelabs.test
    Received-From-MTA: dns;mail.harbour.test
    Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

    Final-Recipient: rfc822;bob@b.test
    Action: failed
    Status: 5.1.10
    Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@b.test not found by SMTP address lookup
    X-Display-Name: =?utf-8?B?QsO2Yg==?=
`),
    )
    expect(warnings).toEqual([])
    expect(recipients).toMatchObject([
      {
        status: {
          code: '5.1.10',
          meaning:
            'Failed for good: the domain of the recipient takes no mail (null MX); from Exchange, there is no such mailbox',
        },
        diagnosticCode: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@b.test not found by SMTP address lookup',
        otherFields: [{ name: 'X-Display-Name', value: 'Böb' }],
      },
    ])
  })

  test('of Exim, which puts the action first', () => {
    const { reportingMta, recipients, warnings } = report(
      lines(`
    Reporting-MTA: dns; exim.harbour.test

    Action: failed
    Final-Recipient: rfc822;bob@b.test
    Status: 5.0.0
    Remote-MTA: dns; mx.b.test
    Diagnostic-Code: smtp; 550 Mailbox unavailable
`),
    )
    expect([reportingMta, warnings]).toEqual(['exim.harbour.test', []])
    expect(recipients).toMatchObject([
      {
        finalRecipient: 'bob@b.test',
        status: { code: '5.0.0', meaning: 'Failed for good' },
        diagnosticCode: '550 Mailbox unavailable',
      },
    ])
  })

  test('with characters beyond ASCII, encoded as it may be (RFC 6533)', () => {
    const body = Buffer.from(
      lines(`
    Reporting-MTA: dns; mx.harbour.test

    Original-Recipient: utf-8; J\\x{F6}rg@b.test
    Final-Recipient: utf-8; jörg@b.test
    Action: relayed
    Status: 2.1.9
`),
    )
    const fields = ['Content-Type: message/global-delivery-status', 'Content-Transfer-Encoding: base64']
    const { recipients, warnings } = explainAs('delivery-report', fields, body.toString('base64'))
    expect(warnings).toEqual([])
    expect(recipients).toMatchObject([{ originalRecipient: 'Jörg@b.test', finalRecipient: 'jörg@b.test', action: 'relayed' }])
  })

  const WHOLE = ['Reporting-MTA: dns; mx', '', 'Final-Recipient: rfc822; b@b.test', 'Action: failed', 'Status: 5.0.0']
  const without = (name: string, ...instead: string[]) => [...WHOLE.filter((line) => !line.startsWith(name)), ...instead]

  test.each([
    ['report-no-reporting-mta', without('Reporting-MTA')],
    ['report-no-recipients', WHOLE.slice(0, 1)],
    ['report-not-separated', WHOLE.filter((line) => line !== '')],
    ['report-no-recipient', without('Final-Recipient')],
    ['report-no-type', without('Final-Recipient', 'Final-Recipient: <b@b.test>')],
    ['report-bad-action', without('Action')],
    ['report-bad-action', without('Action', 'Action: bounced')],
    ['report-bad-action', without('Action', 'Action: constructor')],
    ['report-bad-status', without('Status')],
    ['report-bad-status', without('Status', 'Status: 550')],
    ['report-status-contradicts', without('Status', 'Status: 2.0.0')],
    ['report-line-unreadable', [...WHOLE, 'Your mail could not be delivered']],
  ])('warns: %s', (rule, body) => {
    expect(rulesOf(report(`${body.join('\r\n')}\r\n`))).toEqual([rule])
  })

  test('of which a line is missing is read all the same', () => {
    expect(report(WHOLE.filter((line) => line !== '').join('\n'))).toMatchObject({
      reportingMta: 'mx',
      recipients: [{ finalRecipient: 'b@b.test', action: 'failed' }],
    })
  })
})

test.each([
  ['5.1.1', '5.1.1', 'Failed for good: there is no such mailbox'],
  ['4.2.2 (over quota)', '4.2.2', 'Failed for now, and may be tried again: the mailbox is full'],
  ['2.0.0', '2.0.0', 'Success'],
  ['5.7.999', '5.7.999', 'Failed for good: security or policy'],
  ['5.7.26', '5.7.26', 'Failed for good: several checks of the sender failed (SPF, DKIM, DMARC)'],
  ['5.99.1', '5.99.1', 'Failed for good'],
  ['3.1.1', '', ''],
  ['5.1.1.1', '', ''],
  ['', '', ''],
])('status %s in words (RFC 3463)', (raw, code, meaning) => {
  expect(readStatus(raw)).toEqual({ raw, code, meaning })
})

test('a receipt tells what was done with the mail (RFC 8098)', () => {
  const read = (body: string) =>
    explainAs('disposition-notification', ['Content-Type: message/disposition-notification'], lines(body))
  expect(
    read(`
    Reporting-UA: laptop.b.test; Thunderbird 140
    Final-Recipient: rfc822; bob@b.test
    Original-Message-ID: <1@harbour.test>
    Disposition: manual-action/MDN-sent-automatically; displayed
    X-More: yes
`),
  ).toEqual({
    kind: 'disposition-notification',
    reportingUserAgent: 'laptop.b.test; Thunderbird 140',
    mdnGateway: '',
    finalRecipient: 'bob@b.test',
    originalRecipient: '',
    originalMessageId: '1@harbour.test',
    disposition: 'displayed',
    actionMode: 'manual-action',
    sendingMode: 'MDN-sent-automatically',
    modifiers: [],
    errors: [],
    otherFields: [{ name: 'X-More', value: 'yes' }],
    warnings: [],
  })
  expect(
    read(`
    Final-Recipient: rfc822; bob@b.test
    Disposition: automatic-action/MDN-sent-automatically;processed/error,x-late
    Error: too late
    Error: too long
`),
  ).toMatchObject({ disposition: 'processed', modifiers: ['error', 'x-late'], errors: ['too late', 'too long'], warnings: [] })
  expect(read('\n    Disposition: displayed\n')).toMatchObject({
    disposition: 'displayed',
    warnings: [{ rule: 'report-no-recipient' }, { rule: 'report-no-disposition' }],
  })
})

test('a complaint tells about which mail it is (RFC 5965)', () => {
  const read = (body: string) => explainAs('feedback-report', ['Content-Type: message/feedback-report'], lines(body))
  expect(
    read(`
    Feedback-Type: Abuse
    User-Agent: SomeGenerator/1.0
    Version: 1
    Original-Mail-From: <app@harbour.test>
    Original-Rcpt-To: <bob@b.test>
    Original-Rcpt-To: eve@e.test
    Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0100
    Source-IP: 192.0.2.1
    Reporting-MTA: dns; mx.b.test
    Reported-Domain: harbour.test
    Reported-URI: https://harbour.test/a
    Incidents: 3
    Authentication-Results: mx.b.test; spf=fail
`),
  ).toEqual({
    kind: 'feedback-report',
    feedbackType: 'abuse',
    userAgent: 'SomeGenerator/1.0',
    version: '1',
    arrivalDate: 'Mon, 23 Nov 2026 10:00:00 +0100',
    sourceIp: '192.0.2.1',
    reportingMta: 'mx.b.test',
    originalEnvelopeId: '',
    originalMailFrom: 'app@harbour.test',
    originalRcptTo: ['bob@b.test', 'eve@e.test'],
    reportedDomains: ['harbour.test'],
    reportedUris: ['https://harbour.test/a'],
    incidents: 3,
    otherFields: [{ name: 'Authentication-Results', value: 'mx.b.test; spf=fail' }],
    warnings: [],
  })
  expect(rulesOf(read('\n    Version: 1\n'))).toEqual(['report-no-feedback-type', 'report-no-user-agent'])
})

test('a returned header section is its fields, decoded and as sent', () => {
  const read = (body: string) => explainAs('header-fields', ['Content-Type: text/rfc822-headers'], body)
  expect(read('Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nFrom: a@x.test\r\nnot a field\r\n\r\nStart of the body')).toEqual({
    kind: 'header-fields',
    fields: [
      { name: 'Subject', value: 'Grüße', raw: 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=' },
      { name: 'From', value: 'a@x.test', raw: 'From: a@x.test' },
      { name: '', value: 'not a field', raw: 'not a field' },
    ],
    warnings: [{ rule: 'headers-line-unreadable', detail: '“not a field” is no field. It is no header field (RFC 5322 §2.2).' }],
  })
  expect(rulesOf(read(''))).toEqual(['headers-empty'])
})

describe('TNEF', () => {
  const attribute = (id: number, data: Buffer) => {
    const head = Buffer.alloc(9)
    head.writeUInt8(id === 0x0001_8010 ? 2 : 1, 0)
    head.writeUInt32LE(id, 1)
    head.writeUInt32LE(data.length, 5)
    return Buffer.concat([head, data, Buffer.alloc(2)])
  }
  const file = Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0x01, 0x00]),
    attribute(0x0006_9007, Buffer.from([0xe6, 0x04, 0, 0, 0, 0, 0, 0])), // 1254
    attribute(0x0001_8010, Buffer.from('\xdebat.doc\0', 'latin1')),
    attribute(0x0001_8010, Buffer.from('plan.xls\0')),
  ])
  const read = (octets: Uint8Array, fields = ['Content-Type: application/ms-tnef; name="winmail.dat"']) =>
    explainAs('tnef', [...fields, 'Content-Transfer-Encoding: base64'], Buffer.from(octets).toString('base64'))

  test('is noted, with the names of the files in it', () => {
    expect(read(file)).toEqual({
      kind: 'tnef',
      meaning: expect.stringContaining('Outlook'),
      filenames: ['Şbat.doc', 'plan.xls'],
      warnings: [],
    })
  })

  test('is known by its signature, and by its name before', () => {
    const named = ['Content-Type: application/octet-stream; name="WINMAIL.DAT"']
    expect(read(file, named).filenames).toHaveLength(2)
    expect(rulesOf(read(Buffer.from('PK\x03\x04 a zip'), named))).toEqual(['tnef-no-signature'])
  })

  test('that ends too early has the names until there', () => {
    const cut = read(file.subarray(0, file.length - 5))
    expect([cut.filenames, rulesOf(cut)]).toEqual([['Şbat.doc', 'plan.x'], ['tnef-broken']])
  })
})

import { expect, test } from 'vitest'
import { MailDataScan } from '../../server/smtp/mail-data-scan.ts'

test('what is said of mail data does not hang on how it was cut', () => {
  const mailData = Buffer.from(`Subject: ü\r\n\r\none\ntwo\r\n${'x'.repeat(999)}\r\n${'y'.repeat(998)}\r\nopen`)
  const say = (chunks: Buffer[]) => {
    const scan = new MailDataScan()
    for (const chunk of chunks) scan.add(chunk)
    return [
      String(scan),
      ...scan
        .findings({ may8Bit: false })
        .map(({ rule, detail }) => `${rule} ${/^[\d,]+ lines?, the first is line \d+/.exec(detail)?.[0] ?? ''}`),
    ]
  }
  const whole = say([mailData])
  expect(whole).toEqual([
    '2,029 octets in 7 lines',
    'smtp-bare-lf-data 1 line, the first is line 3',
    'smtp-data-line-too-long 1 line, the first is line 5',
    'smtp-8bit-undeclared ',
  ])
  for (let at = 0; at <= mailData.length; at++) expect(say([mailData.subarray(0, at), mailData.subarray(at)])).toEqual(whole)
  expect(say([...mailData].map((octet) => Buffer.from([octet])))).toEqual(whole)
})

import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import { decodeText, findCharset } from '../../server/mail/charset.ts'
import { readMail } from './read.ts'

/** Octets of each charset, by hand from its table. */
const SAMPLES: readonly (readonly [label: string, hex: string, text: string])[] = [
  ['windows-1250', '5a61bff3b3e62067ea9c6cb9206a619ff1', 'Zażółć gęślą jaźń'],
  ['windows-1251', 'cff0e8e2e5f22c20ece8f0', 'Привет, мир'],
  ['windows-1252', '6e61ef766520962093636166e9942080', 'naïve – “café” €'],
  ['windows-1253', 'cae1ebe7ecddf1e1', 'Καλημέρα'],
  ['windows-1254', 'dd7374616e62756c2c20fdf0fcfef6e7', 'İstanbul, ığüşöç'],
  ['windows-1255', 'f9ece5ed20f2e5eced', 'שלום עולם'],
  ['windows-1256', 'e3d1cdc8c720c8c7e1dac7e1e3', 'مرحبا بالعالم'],
  ['windows-1257', 'f065f06961736465f0696d7420e0e8e6eb', 'šešiasdešimt ąčęė'],
  ['windows-1258', 'f0f4cc6e6720fe', 'đồng ₫'],
  ['iso-8859-1', '636166e920e0206c61206372e86d65', 'café à la crème'],
  ['iso-8859-2', '50f8ed6c69b920be6c75bb6f75e86bfd', 'Příliš žluťoučký'],
  ['iso-8859-3', 'f86973206c612072657669646f2c20fe692c20b1', 'ĝis la revido, ŝi, ħ'],
  ['iso-8859-4', 'd3656b6176612c20fe64656e73', 'Ķekava, ūdens'],
  ['iso-8859-5', 'b7d4e0d0d2e1e2d2e3d9e2d5', 'Здравствуйте'],
  ['iso-8859-6', 'd3e4c7e5', 'سلام'],
  ['iso-8859-7', 'c5ebebe7ede9eadc', 'Ελληνικά'],
  ['iso-8859-8', 'f2e1f8e9fa', 'עברית'],
  ['iso-8859-8-i', 'f2e1f8e9fa', 'עברית'],
  ['iso-8859-8-e', 'f2e1f8e9fa', 'עברית'],
  ['iso-8859-9', '49fefd6b2c20f0fcfe', 'Işık, ğüş'],
  ['iso-8859-10', 'def372f075722c20bf', 'Þórður, ŋ'],
  ['iso-8859-11', 'cac7d1cab4d5', 'สวัสดี'],
  ['iso-8859-13', 'c0fe756f6c61732c20fee0736973', 'Ąžuolas, žąsis'],
  ['iso-8859-14', 'd079206120de642c20a2', 'Ŵy a Ŷd, ḃ'],
  ['iso-8859-15', '63bd75722c20313220a4', 'cœur, 12 €'],
  ['iso-8859-16', 'aa7469696efee32c20fe6172e3', 'Știință, țară'],
  ['koi8-r', 'f0d2c9d7c5d4', 'Привет'],
  ['koi8-u', 'ebc9a7d72c20a7d6c12c20ad', 'Київ, їжа, ґ'],
  ['ibm866', '8fe0a8a2a5e2', 'Привет'],
  ['cp437', '82858120b0', 'éàü ░'],
  ['cp850', '828581', 'éàü'],
  ['macintosh', 'd26361668ed3208e', '“café” é'],
  ['iso-2022-jp', '1b2442456c357e242b246924332473244b2441244f1b2842', '東京からこんにちは'],
  ['shift_jis', '938c8b9eb1b2b3955c8ea6', '東京ｱｲｳ表示'],
  ['euc-jp', 'c5ecb5fea4aba4e9a4b3a4f3a4cba4c1a4cf', '東京からこんにちは'],
  ['iso-2022-kr', '1b2429430e3e483367474f3c3c3f640f20414243', '안녕하세요 ABC'],
  ['euc-kr', 'bec8b3e7c7cfbcbcbfe4', '안녕하세요'],
  ['ks_c_5601-1987', '8c63b9e6b0a2c7cf20bc84bdc3c4ddb6f3', '똠방각하 펲시콜라'],
  ['gb2312', 'c4e3bac3a3accac0bde7', '你好，世界'],
  ['gbk', 'c4e3bac3a3ace667bbf9', '你好，鎔基'],
  ['gb18030', 'c4e3bac3a3ac953282368139ef31', '你好，𠀀㐂'],
  ['big5', 'b17aa66ea141a540acc9', '您好，世界'],
  ['big5-hkscs', 'adbbb4e49def9dcf', '香港嘅嘢'],
  ['utf-7', '47722b4150774133772d652c202b5a33464f7241202620312b2d31', 'Grüße, 東京 & 1+1'],
  ['utf-8', '6e61c3af766520e69db1e4baac20f09f9880', 'naïve 東京 😀'],
  ['utf-16le', '47007200fc00df00650020007167ac4e20003dd800de', 'Grüße 東京 😀'],
  ['utf-16be', '0047007200fc00df0065002067714eac0020d83dde00', 'Grüße 東京 😀'],
  ['utf-32le', '4700000072000000fc000000df000000650000002000000000f60100', 'Grüße 😀'],
  ['utf-32be', '0000004700000072000000fc000000df00000065000000200001f600', 'Grüße 😀'],
]

const octetsOf = (hex: string) => Buffer.from(hex, 'hex')
const decode = (octets: Buffer, declared: string) => decodeText(octets, { declared, isPlainText: true })
const mailOf = (octets: Buffer, charset: string, type = 'text/plain') =>
  Buffer.from(
    `Content-Type: ${type}; charset="${charset}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${octets.toString('base64')}\r\n`,
  )

describe('declared charsets', () => {
  test.for(SAMPLES)('%s', ([label, hex, text]) => {
    expect(decode(octetsOf(hex), label)).toMatchObject({ text, declared: label, isInvalid: false })
    expect(decode(octetsOf(hex), label).used).toBe(findCharset(label, true)?.name)
  })

  test.for(SAMPLES)('%s, as the text of a mail', async ([label, hex, text]) => {
    expect((await readMail(mailOf(octetsOf(hex), label))).text).toBe(text)
  })

  /** mailparser takes UTF-7 for an attack wherever it stands, and does not know ISO-2022-KR. */
  const THEIR_OWN = new Set(['utf-7', 'iso-2022-kr'])

  test.for(SAMPLES.filter(([label]) => !THEIR_OWN.has(label)))('%s: as mailparser reads it', async ([label, hex, text]) => {
    const parsed = await simpleParser(mailOf(octetsOf(hex), label))
    expect(parsed.text?.trimEnd()).toBe(text)
  })

  test.for([
    [
      'utf-8',
      ['utf8', 'UTF_8', 'utf-8n', 'unicode-1-1-utf-8', '"utf-8"', "'utf-8'", 'charset=utf-8', 'cp65001', 'utf8mb4', 'utf-8*en'],
    ],
    ['utf-7', ['utf7', 'unicode-1-1-utf-7', 'x-unicode-2-0-utf-7', 'csUnicode11UTF7']],
    ['us-ascii', ['ascii', 'US-ASCII', 'us_ascii', 'ANSI_X3.4-1968', 'ISO646-US']],
    [
      'windows-1252',
      [
        'cp1252',
        'win-1252',
        'windows1252',
        'x-cp1252',
        'latin1',
        'latin-1',
        'L1',
        'iso-8859-1',
        'ISO_8859-1:1987',
        'iso8859_1',
        '8859-1',
        'cp819',
        'ansi-1252',
      ],
    ],
    ['windows-1254', ['win-1254', 'cp-1254', 'iso-8859-9', 'latin5']],
    ['windows-1251', ['win1251', 'CP1251', 'x-cp1251', 'cswindows1251']],
    ['iso-8859-2', ['latin2', 'iso8859-2', 'csISOLatin2']],
    ['iso-8859-10', ['latin6', 'iso_8859-10:1992']],
    ['iso-8859-15', ['latin9', 'latin-9', 'ISO8859-15']],
    ['iso-8859-16', ['latin10']],
    ['iso-8859-8', ['iso-8859-8-i', 'iso-8859-8-e', 'hebrew', 'csISO88598E']],
    ['windows-874', ['tis-620', 'iso-8859-11', 'cp874', 'x-windows-874']],
    ['shift_jis', ['x-sjis', 'sjis', 'Shift-JIS', 'windows-31j', 'cp932', 'ms932', 'ms_kanji', 'csShiftJIS']],
    ['euc-jp', ['eucjp', 'x-euc-jp', 'EUC_JP', 'ujis', 'eucJP-ms']],
    ['iso-2022-jp', ['iso-2022-jp-1', 'iso-2022-jp-ms', 'csISO2022JP', 'jis', 'cp50220', 'iso2022jp']],
    ['iso-2022-kr', ['csISO2022KR']],
    ['euc-kr', ['ks_c_5601-1987', 'KSC5601', 'ks_c_5601', 'korean', 'cp949', 'windows-949', 'uhc', 'x-windows-949']],
    ['gb18030', ['gb2312', 'GB_2312-80', 'gbk', 'x-gbk', 'cp936', 'euc-cn', 'chinese', 'gb18030']],
    ['big5', ['Big5', 'big5-hkscs', 'cn-big5', 'x-x-big5', 'cp950', 'big5-eten']],
    ['koi8-r', ['koi8r', 'KOI', 'csKOI8R']],
    ['koi8-u', ['koi8-ru', 'koi8u']],
    ['utf-16', ['utf16', 'ucs-2', 'ISO-10646-UCS-2', 'unicode']],
    ['utf-16be', ['UTF16BE']],
    ['utf-32', ['utf32', 'ucs-4']],
    ['macintosh', ['x-mac-roman', 'mac', 'csMacintosh']],
  ] as const)('%s goes by the names %j', ([name, labels]) => {
    for (const label of [name, ...labels]) expect([label, findCharset(label, true)?.name]).toEqual([label, name])
  })

  test.for([
    '',
    ' ',
    '??',
    'x-nobody-knows',
    'base64',
    'hex',
    'utf-7-imap',
    'binary',
    'x-user-defined',
    'iso-8859-12',
    '__proto__',
    'constructor',
    'a'.repeat(10_000),
  ])('%j is no charset', (label) => {
    expect(findCharset(label, true)).toBeUndefined()
  })

  test('a label means the same after a thousand others, in plain text and in HTML', () => {
    const meanings = () =>
      ['utf-7', 'latin5', 'x-nobody-knows'].flatMap((label) => [true, false].map((isPlain) => findCharset(label, isPlain)?.name))
    expect(meanings()).toEqual(['utf-7', undefined, 'windows-1254', 'windows-1254', undefined, undefined])
    for (let i = 0; i < 1000; i++) expect(findCharset(`x-nobody-knows-${i}`, true)).toBeUndefined()
    expect(meanings()).toEqual(['utf-7', undefined, 'windows-1254', 'windows-1254', undefined, undefined])
  })

  test('without a byte order in name or octets, UTF-16 is told by its zeros, else big-endian (RFC 2781 §4.3)', () => {
    expect(decode(Buffer.from('Hello', 'utf16le'), 'utf-16').text).toBe('Hello')
    expect(decode(Buffer.from('Hello', 'utf16le').swap16(), 'utf-16').text).toBe('Hello')
    expect(decode(octetsOf('67714eac'), 'utf-16').text).toBe('東京')
  })
})

describe('what decides: mark, label, escape sequences, UTF-8, windows-1252', () => {
  test.for([
    ['a mark speaks before the label', 'efbbbfc3a9', 'iso-8859-1', 'é', 'utf-8', false],
    ['a mark is not text', 'efbbbf41', 'utf-8', 'A', 'utf-8', false],
    ['a mark of UTF-16', 'fffee900', '', 'é', 'utf-16le', false],
    ['a mark of UTF-16, big-endian', 'feff00e9', 'utf-16', 'é', 'utf-16be', false],
    ['a mark of UTF-32', 'fffe0000e9000000', '', 'é', 'utf-32le', false],
    ['a label speaks before UTF-8', 'c3a9', 'windows-1252', 'Ã©', 'windows-1252', false],
    ['escape sequences, undeclared', '1b2442456c357e1b2842', '', '東京', 'iso-2022-jp', false],
    ['escape sequences, declared ASCII', '1b2442456c357e1b2842', 'us-ascii', '東京', 'iso-2022-jp', false],
    ['escape sequences of Korean, undeclared', '1b2429430e3e483367474f3c3c3f640f', '', '안녕하세요', 'iso-2022-kr', false],
    ['escape sequences of a terminal are none', '1b5b33316d1b5b306d', '', '\x1b[31m\x1b[0m', 'us-ascii', false],
    ['UTF-8, undeclared', 'c3a9', '', 'é', 'utf-8', false],
    ['UTF-8, declared ASCII', 'c3a9', 'us-ascii', 'é', 'utf-8', false],
    ['ASCII', '41', 'us-ascii', 'A', 'us-ascii', false],
    ['nothing', '', '', '', 'us-ascii', false],
    ['UTF-8 under a name nobody knows', 'c3a9', 'x-nobody-knows', 'é', 'utf-8', false],
    ['windows-1252 under a name nobody knows', '80', 'x-nobody-knows', '€', 'windows-1252', false],
    ['windows-1252, undeclared', '636166e92080', '', 'café €', 'windows-1252', false],
    ['windows-1252 that claims to be UTF-8', '636166e9', 'utf-8', 'café', 'windows-1252', false],
    ['UTF-8 that claims to be EUC-KR, and cannot be', 'e4b8ad0a', 'euc-kr', '中\n', 'utf-8', false],
    ['UTF-8 cut inside of a character stays UTF-8', 'c3a9c3a9c3', 'utf-8', 'éé\ufffd', 'utf-8', true],
    ['the same, undeclared', 'c3a9c3a9c3', '', 'éé\ufffd', 'utf-8', true],
    ['Shift_JIS cut inside of a character stays', '938c8b9e93', 'shift_jis', '東京\ufffd', 'shift_jis', true],
    ['a U+FFFD that was sent is not a fault', 'efbfbd', 'utf-8', '\ufffd', 'utf-8', false],
  ] as const)('%s', ([, hex, declared, text, used, isInvalid]) => {
    expect(decode(octetsOf(hex), declared)).toEqual({ text, declared, used, isInvalid })
  })

  test('what the surroundings suggest speaks after UTF-8 and before windows-1252', () => {
    const suggested = 'windows-1251'
    expect(decodeText(octetsOf('cff0'), { declared: '', suggested })).toMatchObject({ text: 'Пр', used: suggested })
    expect(decodeText(octetsOf('c3a9'), { declared: '', suggested })).toMatchObject({ text: 'é', used: 'utf-8' })
  })

  test('HTML without a charset says it in a meta element', async () => {
    const html = Buffer.from(
      '<html><head><meta http-equiv=Content-Type content="text/html; charset=windows-1254"></head><p>\xddstanbul',
      'latin1',
    )
    const mail = Buffer.concat([Buffer.from('Content-Type: text/html\r\n\r\n'), html])
    expect((await readMail(mail)).html).toContain('<p>İstanbul')
  })

  test('UTF-7 is never read where markup is: it would hide it from whoever looks at the octets', async () => {
    const hidden = Buffer.from('+ADw-script+AD4-')
    expect((await readMail(mailOf(hidden, 'utf-7'))).text).toBe('<script>')
    expect((await readMail(mailOf(hidden, 'utf-7', 'text/html'))).html).toBe('+ADw-script+AD4-')
    expect((await readMail(Buffer.from('Subject: =?utf-7?q?+ADw-script+AD4-?=\r\n\r\n'))).subject).toBe('+ADw-script+AD4-')
  })
})

test.for([
  ['as declared', 'windows-1254', 'dd', ''],
  ['as declared, under another name', 'latin1', 'e9', ''],
  ['ASCII, undeclared', '', '41', ''],
  ['ASCII, whatever was declared', 'x-nobody-knows', '41', ''],
  ['undeclared', '', 'c3a9', 'utf-8'],
  ['not as declared', 'utf-8', 'e9', 'windows-1252'],
] as const)('a part says which charset it is read in, where that was not declared: %s', async ([, charset, hex, used]) => {
  const { parts } = await readMail(mailOf(octetsOf(hex), charset))
  expect(parts[0]).toMatchObject({ charset, charsetUsed: used })
})

test('any octets under any label are text, of bounded length (property)', () => {
  const label = fc.oneof(
    fc.constantFrom(...SAMPLES.map(([name]) => name)),
    fc.constantFrom('', 'x-nobody-knows', 'utf-16', 'utf-32'),
    fc.string({ maxLength: 20 }),
  )
  const piece = fc.constantFrom(
    '\x1b$B',
    '\x1b(B',
    '\x1b$)C',
    '\x0e',
    '\x0f',
    '+',
    '-',
    '\xff\xfe',
    '\xef\xbb\xbf',
    '\xd8\x00',
    '\x81',
    '\xa1\xa1',
    'A',
    '\n',
    '\0',
  )
  const octets = fc
    .tuple(fc.array(piece, { maxLength: 12 }), fc.uint8Array({ maxLength: 200, size: 'max' }))
    .map(([pieces, tail]) => Buffer.concat([Buffer.from(pieces.join(''), 'latin1'), tail]))
  fc.assert(
    fc.property(octets, label, label, fc.boolean(), (data, declared, suggested, isPlainText) => {
      const { text, used } = decodeText(data, { declared, suggested, isPlainText })
      expect(text.length).toBeLessThanOrEqual(data.length * 2)
      expect(used).toMatch(/^[\w-]+$/)
    }),
    { numRuns: 3000 },
  )
})

test('any text survives being sent in any charset of Unicode (property)', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => !/[\ufeff\ufffe\ufffd]/.test(text)),
      (text) => {
        expect(decode(Buffer.from(text), 'utf-8').text).toBe(text)
        expect(decode(Buffer.from(text, 'utf16le'), 'utf-16le').text).toBe(text)
        expect(decode(Buffer.from(text, 'utf16le').swap16(), 'utf-16be').text).toBe(text)
      },
    ),
  )
})

describe('encoded-words (RFC 2047)', () => {
  const subject = async (field: string | Buffer) =>
    (await readMail(Buffer.concat([Buffer.from('Subject: '), Buffer.from(field), Buffer.from('\r\n\r\n')]))).subject

  test.for([
    ['split inside of a character, base64', '=?utf-8?B?5p2x5Lo=?=\r\n =?utf-8?B?rA==?=', '東京'],
    ['split inside of a character, Q', '=?utf-8?Q?=E6=9D?= =?UTF-8?Q?=B1?=', '東'],
    ['split inside of a character, one in each encoding', '=?utf-8?B?5p0=?= =?utf-8?Q?=B1?=', '東'],
    ['split inside of a character, under two names', '=?shift_jis?B?k4yL?= =?x-sjis?B?ng==?=', '東京'],
    ['split between two shifts', '=?iso-2022-jp?B?GyRCRWwbKEI=?= =?iso-2022-jp?B?GyRCNX4bKEI=?=', '東京'],
    ['two charsets', '=?iso-8859-9?Q?=DD?= =?utf-8?Q?=C4=B1?=', 'İı'],
    ['blanks between words go, others stay', '=?utf-8?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d?=', 'ab c d'],
    ['inside of text', 'a=?utf-8?Q?b?=c', 'abc'],
    ['Korean', '=?ks_c_5601-1987?B?jGO55rCix88=?=', '똠방각하'],
    ['ISO-2022-KR', '=?iso-2022-kr?B?GyQpQw4+SDNnDw==?=', '안녕'],
    ['GB 2312', '=?GB2312?B?xOO6ww==?=', '你好'],
    ['a language (RFC 2231 §5)', '=?iso-8859-1*fr?Q?caf=E9?=', 'café'],
    ['folded inside of an escape', '=?utf-8?Q?=C3=\r\n A9?=', 'é'],
    ['a charset that is not what it says', '=?utf-8?Q?caf=E9?=', 'café'],
    ['a charset nobody knows', '=?x-nobody-knows?Q?caf=C3=A9?=', 'café'],
    ['nothing inside', '=?utf-8?Q??=', ''],
    ['no end', '=?utf-8?Q?abc', '=?utf-8?Q?abc'],
  ] as const)('%s', async ([, field, text]) => {
    expect(await subject(field)).toBe(text)
  })

  test.for([
    ['windows-1251', 'cff0e8e2e5f2', 'Привет'],
    ['gb2312', 'c4e3bac3', '你好'],
    ['shift_jis', '938c8b9e', '東京'],
    ['iso-2022-jp', '1b2442456c357e1b2842', '東京'],
    ['utf-8', 'c3a9', 'é'],
  ] as const)('raw octets in a field are in the charset of the body: %s', async ([charset, hex, text]) => {
    const mail = Buffer.concat([
      Buffer.from('X-Utf8: é\r\nSubject: '),
      octetsOf(hex),
      Buffer.from(`\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`),
    ])
    const { subject: found, headers } = await readMail(mail)
    expect(found).toBe(text)
    expect(headers[0]?.value).toBe('é')
  })

  test('names of addresses know the same charsets, and a comma inside of a word parts no addresses', async () => {
    const { from, to } = await readMail(
      Buffer.from(
        'From: =?iso-2022-kr?B?GyQpQw4+SDNnDw==?= <a@x.test>\r\nTo: =?windows-1252?Q?A=2C_=DC?= <b@x.test>, c@x.test\r\n\r\n',
      ),
    )
    expect(from).toEqual([{ displayName: '안녕', addrSpec: 'a@x.test' }])
    expect(to).toEqual([
      { displayName: 'A, Ü', addrSpec: 'b@x.test' },
      { displayName: '', addrSpec: 'c@x.test' },
    ])
  })
})

describe('format=flowed (RFC 3676 §4)', () => {
  test.for([
    ['lines that end in a blank go on', '', 'One \ntwo\nthree', 'One two\nthree'],
    ['delsp takes the blank away', '; delsp=yes', '東 \n京\nx', '東京\nx'],
    ['quoted lines join within their depth', '', '> One \n> two\n>> three \n>> four\nfive', '> One two\n>> three four\nfive'],
    ['of another depth they do not', '', '> One \n>> two', '> One \n>> two'],
    ['a stuffed blank goes', '', ' >not quoted\n From', '>not quoted\nFrom'],
    ['the line before a signature does not go on', '', '-- \nAnn', '-- \nAnn'],
    ['in capitals', '; DELSP=YES', 'a \nb', 'ab'],
  ] as const)('%s', async ([, parameter, body, text]) => {
    const mail = `Content-Type: text/plain; charset=utf-8; format=flowed${parameter}\r\n\r\n${body.replaceAll('\n', '\r\n')}`
    expect((await readMail(Buffer.from(mail))).text).toBe(text)
  })
})

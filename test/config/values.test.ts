import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as values from '../../server/config/values.ts'

describe('host and port', () => {
  test.each([
    ['127.0.0.1:1025', '127.0.0.1', 1025],
    ['localhost:0', 'localhost', 0],
    ['LocalHost:1025', 'localhost', 1025],
    ['1025', 'localhost', 1025],
    [':1025', 'localhost', 1025],
    ['[::1]:65535', '::1', 65_535],
    ['[::]:25', '::', 25],
    ['[fe80::1%eth0]:25', 'fe80::1%eth0', 25],
    ['0.0.0.0:25', '0.0.0.0', 25],
    ['mail.test:25', 'mail.test', 25],
    [' 127.0.0.1:25 ', '127.0.0.1', 25],
  ])('%j', (text, host, port) => {
    expect(values.parseHostPort(text)).toEqual({ host, port })
  })

  test.each([
    '',
    'localhost',
    '127.0.0.1',
    '127.0.0.1:',
    '::1:25',
    '[::1]',
    '[::1]25',
    'localhost:65536',
    'localhost:-1',
    'localhost:1e3',
    'localhost:0x19',
    'a b:25',
    'http://localhost:25',
    'localhost:25/',
    '[x]y:25',
    'off',
  ])('not %j', (text) => {
    expect(() => values.parseHostPort(text)).toThrow(/is not host:port; write for example/)
  })
})

describe('size', () => {
  test.each([
    ['1', 1],
    ['1048576', 1_048_576],
    ['500k', 512_000],
    ['500K', 512_000],
    ['50MiB', 52_428_800],
    ['50 mb', 52_428_800],
    ['50M', 52_428_800],
    ['1.5k', 1536],
    ['2GB', 2_147_483_648],
    ['10b', 10],
  ])('%j', (text, octets) => {
    expect(values.parseOctets(text)).toBe(octets)
  })

  test.each(['', '0', '-1', 'k', 'MiB', '1TB', '1 0', '1,5k', '1e3', '0.1', 'Infinity', '9999999999G', '50MiBs'])(
    'not %j',
    (text) => {
      expect(() => values.parseOctets(text)).toThrow(/is not a size; write for example/)
    },
  )

  test('of any count and unit is that many octets', () => {
    const unit = fc.constantFrom<[string, number]>(['', 0], ['k', 1], ['KiB', 1], ['m', 2], ['MB', 2], ['G', 3], ['gib', 3])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), unit, (count, [suffix, power]) => {
        expect(values.parseOctets(`${count}${suffix}`)).toBe(count * 1024 ** power)
      }),
    )
  })
})

describe('duration', () => {
  test.each([
    ['30', 30_000],
    ['30s', 30_000],
    ['0.5s', 500],
    ['250ms', 250],
    ['5m', 300_000],
    ['5 M', 300_000],
    ['2h', 7_200_000],
    ['24d', 2_073_600_000],
  ])('%j', (text, ms) => {
    expect(values.parseDuration(text)).toBe(ms)
  })

  // A timer of more than 2^31 - 1 ms would fire at once.
  test.each(['', '0', '-5s', 's', '5 minutes', '1w', '0.5ms', '25d', '1e9', '2147484s'])('not %j', (text) => {
    expect(() => values.parseDuration(text)).toThrow(/is not a duration of at most 24d; write for example/)
  })

  test('never is more than a timer takes', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constantFrom('ms', 's', 'm', 'h', 'd'), (count, unit) => {
        const text = `${count.toFixed(2)}${unit}`
        let ms: number
        try {
          ms = values.parseDuration(text)
        } catch (error) {
          expect((error as Error).message).toContain(text)
          return
        }
        expect(ms >= 1 && ms <= 2 ** 31 - 1).toBe(true)
      }),
    )
  })
})

describe('count', () => {
  test.each([
    ['1', 1],
    [' 500 ', 500],
    ['007', 7],
  ])('%j', (text, count) => {
    expect(values.parseCount(text)).toBe(count)
  })
  test.each(['', '0', '-1', '1.5', '1e3', '0x10', 'ten', '99999999999999999999'])('not %j', (text) => {
    expect(() => values.parseCount(text)).toThrow(/is not a whole number above 0/)
  })
})

describe('host names', () => {
  test.each([
    ['', []],
    ['mail.test', ['mail.test']],
    [' Mail.TEST , *.dev.test,, intern_1 ', ['mail.test', '*.dev.test', 'intern_1']],
  ])('%j', (text, names) => {
    expect(values.parseHostNames(text)).toEqual(names)
  })
  test.each(['*', '*.', 'mail.test:8025', 'http://mail.test', 'a b', 'mail.*.test', '.test', 'mail..test', 'mail.test/'])(
    'not %j',
    (text) => {
      expect(() => values.parseHostNames(text)).toThrow(/is not a host name; write names without scheme or port/)
    },
  )
})

describe('origins', () => {
  test.each([
    ['', []],
    ['https://app.test:3000', ['https://app.test:3000']],
    ['http://LOCALHOST, https://app.test', ['http://localhost', 'https://app.test']],
  ])('%j', (text, origins) => {
    expect(values.parseOrigins(text)).toEqual(origins)
  })
  test.each([
    '*',
    'null',
    'app.test',
    'https://app.test/',
    'https://app.test/path',
    'https://user@app.test',
    'file:///x',
    'https://',
  ])('not %j', (text) => {
    expect(() => values.parseOrigins(text)).toThrow(/is not an origin; write scheme, host and port only/)
  })
})

describe('path prefix', () => {
  test.each([
    ['/', '/'],
    ['', '/'],
    ['/mail', '/mail/'],
    ['mail/', '/mail/'],
    ['/a//b/', '/a/b/'],
    ['/a-b_c.d~e', '/a-b_c.d~e/'],
  ])('%j', (text, path) => {
    expect(values.parseBasePath(text)).toBe(path)
  })
  test.each(['/a b', '/a?b', '/a#b', '/a%20b', 'http://x/mail', '/"><script>', '/ü', '/a/../b', '..', '/.'])('not %j', (text) => {
    expect(() => values.parseBasePath(text)).toThrow(/is not a path prefix; write for example/)
  })
})

test('text is trimmed, and something', () => {
  expect(values.parseText(' /data/mail.db ')).toBe('/data/mail.db')
  expect(() => values.parseText('  ')).toThrow('is empty')
})

test('a log level is one of those there are', () => {
  for (const level of values.LOG_LEVELS) expect(values.parseLogLevel(` ${level} `)).toBe(level)
  expect(() => values.parseLogLevel('loud')).toThrow('choose one of debug, info, warn, error, silent')
})

test('no text makes a parser do anything but answer or explain', () => {
  const parsers = [
    values.parseHostPort,
    values.parseOctets,
    values.parseDuration,
    values.parseCount,
    values.parseText,
    values.parseHostNames,
    values.parseOrigins,
    values.parseBasePath,
    values.parseLogLevel,
  ]
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0159kmg:.[]*/-, htpsd%') })), (text) => {
      for (const parse of parsers) {
        try {
          expect(parse(text)).toBeDefined()
        } catch (error) {
          expect(error).toMatchObject({ name: 'Error', message: expect.stringMatching(/^(".*" is not .|is empty)/s) })
        }
      }
    }),
    { numRuns: 500 },
  )
})

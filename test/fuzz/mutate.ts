/** Breaks a mail in ways that senders, relays and attackers do, and in ways that nobody does. The same for the same seed. */

const MAX_OCTETS = 4 * 1024 ** 2
const MAX_CHANGES = 6

/** Labels of charsets and encodings, right, wrong and absurd. */
const LABELS = [
  ...['utf-7', 'utf-8', 'utf-16', 'utf-32le', 'iso-2022-jp', 'iso-2022-kr', 'hz-gb-2312', 'big5', 'gb18030', 'shift_jis'],
  ...['euc-kr', 'koi8-u', 'x-user-defined', 'x-none', '', '"', '__proto__', 'constructor', 'replacement'],
]
const ENCODINGS = ['7bit', '8bit', 'binary', 'base64', 'quoted-printable', 'x-uuencode', 'base64; x=y', '']
const TYPES = [
  ...[
    'text/plain; format=flowed',
    'text/html',
    'text/calendar; method=REQUEST',
    'text/vcard',
    'message/rfc822',
    'message/global',
  ],
  ...['message/delivery-status', 'message/feedback-report', 'text/rfc822-headers', 'application/ms-tnef', 'multipart/digest'],
  ...['multipart/mixed; boundary=', 'multipart/mixed; boundary="b"', '/', 'image/svg+xml'],
]
const PIECES = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    '\0',
    '\xff\xfe',
    '\x1b$B',
    '=?utf-8?B?',
    '?=',
    '=?iso-2022-jp?Q?',
    '=',
    '=\r\n',
    '(',
    '"',
    '\\',
  ],
  ...[
    '<',
    '>',
    ',',
    ';',
    ':',
    '@',
    '--',
    '<table>',
    '<b>',
    '<!--',
    '&#x',
    '<svg>',
    '<style>',
    'a{',
    'https://',
    'cid:',
    '%',
    '1234 ',
  ],
  ...['BEGIN:VEVENT\r\n', 'code: 123456 ', '> ', '\t', ' ', "filename*0*=utf-8''%", '.\r\n', '\r\n.\r\n', '--b\r\n', 'Subject: '],
]

export type Mutate = (mail: Buffer) => Buffer

/** @param seeds mails to take pieces from */
export function createMutate(random: () => number, seeds: readonly Buffer[]): Mutate {
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const octets = (length: number) => Buffer.from(Array.from({ length }, () => below(256)))
  const replace = (mail: Buffer, start: number, end: number, piece: Buffer | string) =>
    Buffer.concat([mail.subarray(0, start), typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece, mail.subarray(end)])
  const insert = (mail: Buffer, piece: Buffer | string) => {
    const at = below(mail.length + 1)
    return replace(mail, at, at, piece)
  }
  /** Longer repetitions are rarer. */
  const times = (piece: string | Buffer, most: number) =>
    Math.min(Math.floor(2 ** (random() * 17)), Math.floor(most / Math.max(1, piece.length)))

  const changes: Mutate[] = [
    function flipBits(mail) {
      const flipped = Buffer.from(mail)
      for (let i = below(20); i >= 0 && mail.length > 0; i--) {
        const at = below(mail.length)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << below(8))
      }
      return flipped
    },
    function truncate(mail) {
      return mail.subarray(0, below(mail.length + 1))
    },
    function splice(mail) {
      const other = pick(seeds)
      return Buffer.concat([mail.subarray(0, below(mail.length + 1)), other.subarray(below(other.length + 1))])
    },
    function insertOctets(mail) {
      return insert(mail, octets(below(200)))
    },
    function insertPieces(mail) {
      return insert(mail, Array.from({ length: below(30) }, () => pick(PIECES)).join(''))
    },
    function repeatPiece(mail) {
      const piece = pick(PIECES)
      return insert(mail, piece.repeat(times(piece, 512 * 1024)))
    },
    function repeatPassage(mail) {
      const start = below(mail.length + 1)
      const passage = mail.subarray(start, start + below(400))
      return replace(mail, start, start, Buffer.concat(Array(times(passage, 1024 ** 2)).fill(passage)))
    },
    function cutOut(mail) {
      const start = below(mail.length + 1)
      return replace(mail, start, start + below(mail.length - start + 1), '')
    },
    function swapBoundaries(mail) {
      const text = mail.toString('latin1')
      const [first = '', second = ''] = [pick, pick].map((any) => any(text.match(/(?<=^--)[^\r\n]{1,70}/gm) ?? ['']))
      if (first === '' || second === '') return mail
      const parts = text.split(first).map((part) => part.replaceAll(second, first))
      return Buffer.from(parts.join(random() < 0.5 ? second : first), 'latin1')
    },
    function relabel(mail) {
      const text = mail.toString('latin1')
      const [pattern, labels] = pick([
        [/(?<=charset="?)[^\s";]*/gi, LABELS],
        [/(?<==\?)[^?\s]+(?=\?[bq]\?)/gi, LABELS],
        [/(?<=^Content-Transfer-Encoding:).*/gim, ENCODINGS],
        [/(?<=^Content-Type:)[^;\r\n]*/gim, TYPES],
      ] as const)
      return Buffer.from(
        text.replace(pattern, (label) => (random() < 0.5 ? label : ` ${pick(labels)}`)),
        'latin1',
      )
    },
    function joinLines(mail) {
      return Buffer.from(mail.toString('latin1').replace(/\r\n(?=\S)/g, pick(['', '\n', '\r', '\r\n ', '\n\r'])), 'latin1')
    },
    function nest(mail) {
      const depth = times('', 1024 ** 2) % 300
      const isMessage = random() < 0.5
      const layer = (i: number) =>
        isMessage ? 'Content-Type: message/rfc822\r\n\r\n' : `Content-Type: multipart/mixed; boundary=n${i}\r\n\r\n--n${i}\r\n`
      return Buffer.concat([Buffer.from(Array.from({ length: depth }, (_, i) => layer(i)).join('')), mail])
    },
  ]
  return (mail) => {
    let mutated = mail
    for (let i = below(MAX_CHANGES); i >= 0; i--) mutated = pick(changes)(mutated).subarray(0, MAX_OCTETS)
    return random() < 0.01 ? octets(below(20_000)) : mutated
  }
}

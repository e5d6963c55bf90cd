/**
 * How octets become text. The first of these that holds decides: a byte order mark; the declared charset; the escape
 * sequences of ISO-2022; valid UTF-8; the charset that the surroundings suggest; windows-1252. Never throws.
 *
 * Its tables are large: only for the threads that parse and decode.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

export interface DecodedText {
  text: string
  /** As it was given; empty when none was. */
  declared: string
  /** In lower case, by the name of its decoder: `windows-1252` for ISO-8859-1. */
  used: string
  /** Some octets mean nothing in the charset used; U+FFFD stands for them. */
  isInvalid: boolean
}

export interface CharsetHints {
  declared: string
  /** A weaker word on the charset, for octets that are neither as declared nor UTF-8. */
  suggested?: string
  /** Only where no markup is read: in UTF-7, `+ADw-` is a `<` that nobody who looks at the octets sees. */
  isPlainText?: boolean
}

interface Charset {
  name: string
  decode: (octets: Buffer) => string
}

const MAX_LABEL_LENGTH = 60
const MAX_LABELS_MET = 500
/** To find out that nobody knows a label takes longer than to parse a part, and each part is asked for several times. */
const labelsMet = new Map<string, Charset | false>()
const ESC = 0x1b
const ESCAPE = String.fromCharCode(ESC)
const SHIFT_OUT = 0x0e
const SHIFT_IN = 0x0f
const REPLACEMENT = 0xfffd

/** Names of charsets that mail gives in many ways, folded: see `findCharset`. What is not here, TextDecoder or iconv-lite may know. */
const LABELS: readonly (readonly [label: RegExp, name: string | ((match: RegExpExecArray) => string)])[] = [
  [/^(us|iso646us|csascii)?(ascii)?$|^ansix341968$|^ansix341986$|^isoir6$|^646$/, 'us-ascii'],
  [/^(unicode11)?utf8(n|mb[34])?$|^cp65001$|^65001$/, 'utf-8'],
  [/^(x?unicode[12][01]|csunicode11)?utf7$/, 'utf-7'],
  [/^(?:cs)?utf(16|32)([bl]e)?$/, ([, bits, order]) => `utf-${bits}${order ?? ''}`],
  [/^(iso10646)?ucs2$|^unicode$|^iso10646$/, 'utf-16'],
  [/^(iso10646)?ucs4$/, 'utf-32'],
  [/^(?:x|cs)?(?:windows|win|cp|ms|microsoftcp|ansi)(125\d)$/, ([, number]) => `windows-${number}`],
  // Latin-1 and Latin-5 are read as the supersets that their senders use (WHATWG Encoding §4.2).
  [/^(?:x?iso(?:ir)?|x)?8859(\d\d?)[ie]?(?:19\d\d)?$/, ([, number]) => isoName(Number(number))],
  [/^(?:cs)?(?:iso)?(?:latin|l)(\d\d?)$/, ([, number]) => isoName(LATIN_TO_ISO[Number(number)] ?? 0)],
  [/^(x?windows|x?cp|ms|dos|x?ibm)?874$|^tis620(\d+)?$/, 'windows-874'],
  [/^(cs)?iso2022jp(\d|ms|ext|2004)?$|^jis(7|8)?$|^cp5022[0-2]$/, 'iso-2022-jp'],
  [/^(cs)?iso2022kr$/, 'iso-2022-kr'],
  [/^x?(cs)?s(hift)?jisx?(0213|2004)?$|^(x?ms|x?windows|x?cp|x?ibm)?932$|^(cs)?windows31j$|^mskanji$/, 'shift_jis'],
  [/^x?eucjp(ms|win)?$|^ujis$|^cp51932$|^cseucpkdfmtjapanese$/, 'euc-jp'],
  // As code page 949, which senders mean; Node's decoder of EUC-KR has only the fourth of it that the name promises.
  [/^x?euckr$|^(cs)?ksc5601(1987|1989)?$|^korean$|^uhc$|^(x?ms|x?windows|x?cp)?949$|^isoir149$|^cseuckr$/, 'euc-kr'],
  // GBK and GB 2312 are parts of GB 18030, and senders mix them up.
  [
    /^x?gbk?$|^(cs)?(iso58)?gb2312(80)?$|^gb231280$|^x?euccn$|^gb18030$|^(x?ms|x?windows|x?cp)?936$|^chinese$|^isoir58$/,
    'gb18030',
  ],
  [/^x?x?(cn|cs)?big5(hkscs|eten|et|e)?(\d+)?$|^(x?ms|x?windows|x?cp)?950$/, 'big5'],
  [/^(cs)?koi(8|8r)?$/, 'koi8-r'],
  [/^koi8(u|ru)$/, 'koi8-u'],
]
const LATIN_TO_ISO: Record<number, number> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 9, 6: 10, 7: 13, 8: 14, 9: 15, 10: 16 }

function isoName(number: number): string {
  return { 1: 'windows-1252', 9: 'windows-1254', 11: 'windows-874' }[number] ?? `iso-8859-${number}`
}

const UTF_8: Charset = { name: 'utf-8', decode: (octets) => octets.toString('utf8') }
const WINDOWS_1252 = fromTextDecoder('windows-1252')

/** Those that Node lacks, or has less of than mail needs. */
const DECODERS: Record<string, (octets: Buffer) => string> = {
  'utf-8': UTF_8.decode,
  'utf-7': (octets) => iconv.decode(octets, 'utf-7'),
  'utf-16': (octets) => new TextDecoder(guessByteOrder(octets), { ignoreBOM: true }).decode(octets),
  'utf-32': (octets) => iconv.decode(octets, 'utf-32'),
  'utf-32le': (octets) => iconv.decode(octets, 'utf-32le'),
  'utf-32be': (octets) => iconv.decode(octets, 'utf-32be'),
  'euc-kr': (octets) => iconv.decode(octets, 'cp949'),
  big5: (octets) => iconv.decode(octets, 'big5hkscs'),
  'iso-2022-jp': decodeIso2022Jp,
  'iso-2022-kr': decodeIso2022Kr,
}

const MARKS: readonly (readonly [mark: readonly number[], name: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  // Before UTF-16, whose mark it begins with.
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** Before another one, an escape sequence of ISO-2022-JP that changes nothing. */
const REPEATED_SHIFT = new RegExp(`${ESCAPE}(?:[$][@B]|[(][BIJ])(?=${ESCAPE}[$(])`, 'g')
const ESCAPES: readonly (readonly [name: string, ...escapes: string[]])[] = [
  ['iso-2022-kr', '\x1b$)C'],
  ['iso-2022-jp', '\x1b$B', '\x1b$@', '\x1b(J', '\x1b(I'],
]

export function decodeText(octets: Buffer, { declared, suggested = '', isPlainText = false }: CharsetHints): DecodedText {
  const decoded = (text: string, used: string, isInvalid = false): DecodedText => ({ text, declared, used, isInvalid })

  const mark = findMark(octets)
  if (mark) {
    const marked = octets.subarray(mark.length)
    const text = mark.charset.decode(marked)
    const isInvalid = isLossy(text, mark.charset, marked)
    if (!isInvalid || (mark.charset.name === 'utf-8' && !isMostlyLost(text))) return decoded(text, mark.charset.name, isInvalid)
  }

  const charset = findCharset(declared, isPlainText)
  if (charset && charset.name !== 'us-ascii') {
    const text = charset.decode(octets)
    if (!isLossy(text, charset, octets)) return decoded(text, charset.name)
    // A few bad octets, as at a cut, do not speak against it; UTF-8 that is whole, and text that is lost, do.
    if (!isUtf8(octets) && !isMostlyLost(text)) return decoded(text, charset.name, true)
  }

  const escaped = octets.includes(ESC) && findEscaped(octets)
  if (escaped) return decoded(escaped.text, escaped.name)

  if (isUtf8(octets)) return decoded(octets.toString('utf8'), isAscii(octets) ? 'us-ascii' : 'utf-8')
  const asUtf8 = octets.toString('utf8')
  if (!isMostlyLost(asUtf8)) return decoded(asUtf8, 'utf-8', true)

  const guess = findCharset(suggested, isPlainText)
  const guessed = guess?.decode(octets)
  if (guess && guessed !== undefined && guess.name !== 'us-ascii' && !isLossy(guessed, guess, octets))
    return decoded(guessed, guess.name)
  return decoded(WINDOWS_1252.decode(octets), WINDOWS_1252.name)
}

/** Octets in a charset that a person has chosen, whatever speaks against it. */
export function decodeAs(octets: Buffer, label: string, isPlainText: boolean): string {
  const charset = findCharset(label, isPlainText) ?? UTF_8
  return charset.decode(octets).replace(/^\ufeff/, '')
}

/** The charset that text was read in, where that is another than its sender declared; octets of ASCII are so in every one. */
export function otherThanDeclared({ declared, used }: DecodedText, isPlainText: boolean): string {
  const name = findCharset(declared, isPlainText)?.name
  // The plain names leave the byte order to a mark (RFC 2781 §3.3).
  const isMarked = (name === 'utf-16' || name === 'utf-32') && used.startsWith(name)
  return used === 'us-ascii' || used === name || isMarked ? '' : used
}

/**
 * The charset that a label means, by any of the names that mail has for it.
 *
 * @returns undefined for one that nobody knows, and for UTF-7 where markup may be read
 */
export function findCharset(label: string, isPlainText: boolean): Charset | undefined {
  // The most mail by far.
  if (label === '') return undefined
  if (label === 'utf-8' || label === 'UTF-8') return UTF_8
  if (label.length > MAX_LABEL_LENGTH) return undefined
  const key = `${isPlainText} ${label}`
  const met = labelsMet.get(key)
  if (met !== undefined) return met || undefined
  const charset = lookUp(label, isPlainText)
  if (labelsMet.size >= MAX_LABELS_MET) labelsMet.clear()
  labelsMet.set(key, charset ?? false)
  return charset
}

function lookUp(label: string, isPlainText: boolean): Charset | undefined {
  // Quotes that were doubled, `charset=charset=x`, and the language of RFC 2231 §5 are no part of the name.
  const name = label
    .toLowerCase()
    .replace(/\*.*$/s, '')
    .replace(/["']/g, '')
    .trim()
    .replace(/^charset=\s*/, '')
  const folded = name.replace(/[^a-z0-9]/g, '')
  if (folded === '') return undefined
  for (const [pattern, meant] of LABELS) {
    const match = pattern.exec(folded)
    if (match) return fromName(typeof meant === 'string' ? meant : meant(match), isPlainText)
  }
  return fromName(name, isPlainText)
}

function fromName(name: string, isPlainText: boolean): Charset | undefined {
  if (name === 'us-ascii') return { name, decode: UTF_8.decode }
  if (name === 'utf-7' && !isPlainText) return undefined
  const decode = DECODERS[name]
  if (decode && Object.hasOwn(DECODERS, name)) return { name, decode }
  try {
    return fromTextDecoder(name)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  // Of what iconv-lite knows, code pages only: base64, hex and its other UTF-7 are no charsets of mail.
  if (!/^(cp|ibm|mac|x-mac-|armscii|viscii|tcvn|georgian|pt154|rk1048|hproman)/.test(name) || !iconv.encodingExists(name))
    return undefined
  return { name, decode: (octets) => iconv.decode(octets, name) }
}

/** @throws {RangeError} when Node does not know it */
function fromTextDecoder(label: string): Charset {
  const decoder = new TextDecoder(label, { ignoreBOM: true })
  // It would put every octet where no script has a character.
  if (decoder.encoding === 'x-user-defined') throw new RangeError(label)
  return { name: decoder.encoding, decode: (octets) => decoder.decode(octets) }
}

function findMark(octets: Buffer): { charset: Charset; length: number } | undefined {
  const [first] = octets
  if (first !== 0xef && first !== 0xff && first !== 0xfe && first !== 0) return undefined
  const [mark, name] = MARKS.find(([known]) => known.every((octet, i) => octets[i] === octet)) ?? []
  const charset = name === undefined ? undefined : fromName(name, false)
  return charset && mark && { charset, length: mark.length }
}

/** ISO-2022 without a word of it in the header: its escape sequences are in no other text (RFC 1468, RFC 1557). */
function findEscaped(octets: Buffer): { text: string; name: string } | undefined {
  const ascii = octets.toString('latin1')
  const [name = ''] = ESCAPES.find(([, ...escapes]) => escapes.some((sequence) => ascii.includes(sequence))) ?? []
  const charset = isAscii(octets) ? fromName(name, false) : undefined
  const text = charset?.decode(octets) ?? ''
  return charset && !isLossy(text, charset, octets) ? { text, name } : undefined
}

/**
 * A shift right after a shift is an error to Node's decoder (WHATWG Encoding §12.2.1), and stands wherever encoded-words
 * have been joined.
 */
function decodeIso2022Jp(octets: Buffer): string {
  const needed = octets.toString('latin1').replace(REPEATED_SHIFT, '')
  return new TextDecoder('iso-2022-jp').decode(Buffer.from(needed, 'latin1'))
}

/** EUC-KR whose high bits are left out between shift-out and shift-in, announced once (RFC 1557). */
function decodeIso2022Kr(octets: Buffer): string {
  const plain = Buffer.from(octets.toString('latin1').replaceAll('\x1b$)C', ''), 'latin1')
  let isShifted = false
  let length = 0
  for (const octet of plain) {
    if (octet === SHIFT_OUT || octet === SHIFT_IN) isShifted = octet === SHIFT_OUT
    else {
      // A line starts unshifted, so that a lost shift-in spoils no other.
      if (octet === 0x0a) isShifted = false
      plain[length++] = isShifted && octet > 0x20 ? octet | 0x80 : octet
    }
  }
  return iconv.decode(plain.subarray(0, length), 'cp949')
}

/** Without a mark: blanks and digits of any text have a zero in the high half; without those, big-endian (RFC 2781 §4.3). */
function guessByteOrder(octets: Buffer): 'utf-16le' | 'utf-16be' {
  let even = 0
  let odd = 0
  for (let i = 0; i < Math.min(octets.length, 1024); i++) {
    if (octets[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  return odd > even ? 'utf-16le' : 'utf-16be'
}

/** No charset but those of Unicode can write U+FFFD, and who writes it has lost a character before. */
function isLossy(text: string, { name }: Charset, octets: Buffer): boolean {
  return name === 'utf-8' ? !isUtf8(octets) : text.includes('\ufffd')
}

function isMostlyLost(text: string): boolean {
  let lost = 0
  let kept = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === REPLACEMENT) lost++
    else if (unit > 0x7f) kept++
  }
  return lost > kept
}

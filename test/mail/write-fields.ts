/** Writes what header fields and bodies hold the way the RFCs tell senders to; shares nothing with what reads them. */
import iconv from 'iconv-lite'

/** RFC 2047 §5: words of whole characters, each no longer than 75. */
const WORD_OCTETS = 75

export function codeWord(text: string, charset: string, encoding: 'B' | 'Q'): string {
  const write = (piece: string) => {
    const octets = iconv.encode(piece, charset)
    return `=?${charset}?${encoding}?${encoding === 'B' ? octets.toString('base64') : codeQ(octets)}?=`
  }
  const words: string[] = []
  let piece = ''
  for (const character of text) {
    if (piece !== '' && write(piece + character).length > WORD_OCTETS) {
      words.push(write(piece))
      piece = ''
    }
    piece += character
  }
  return [...words, write(piece)].join('\r\n ')
}

/** RFC 2047 §4.2, as phrases need it (§5 (3)). */
function codeQ(octets: Buffer): string {
  return octets.toString('latin1').replace(/[^a-zA-Z0-9]/g, (octet) => (octet === ' ' ? '_' : hex('=', octet)))
}

/** @param isText its line breaks are line breaks, in whatever encoding */
export function encodeBody(octets: Buffer, encoding: string, isText: boolean): Buffer {
  if (encoding === 'base64') return Buffer.from(octets.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n'))
  return /^quoted-printable$/i.test(encoding) ? Buffer.from(quotePrintable(octets, isText)) : octets
}

/** RFC 2045 §6.7, with soft line breaks. */
function quotePrintable(octets: Buffer, isText: boolean): string {
  const coded = octets
    .toString('latin1')
    .replace(isText ? /\r\n|[^!-<>-~ ]| (?=\r\n|$)/g : /[^!-<>-~]/g, (octet) => (octet === '\r\n' ? octet : hex('=', octet)))
  return coded
    .split('\r\n')
    .map((line) => line.replace(/(?:=..|[^=]){70}(?=.)/g, '$&=\r\n'))
    .join('\r\n')
}

export interface FileName {
  text: string
  charset: string
  /** Quoted and raw (RFC 6532), RFC 2231 §4 and §3, RFC 2047 against its §5, as many senders do. */
  form: 'quoted' | 'extended' | 'continued' | 'words'
}

/** @param parameter `filename` or `name` @returns `; filename=…` */
export function writeFileName(parameter: string, { text, charset, form }: FileName): string {
  if (form === 'quoted') return `; ${parameter}="${text.replace(/["\\]/g, '\\$&')}"`
  if (form === 'words') return `;\r\n ${parameter}="${codeWord(text, charset, 'B')}"`
  const coded = iconv
    .encode(text, charset)
    .toString('latin1')
    .replace(/[^a-zA-Z0-9._-]/g, (octet) => hex('%', octet))
  if (form === 'extended') return `;\r\n ${parameter}*=${charset}'en'${coded}`
  return (coded.match(/(?:%..|[^%]){1,20}/g) ?? [''])
    .map((piece, at) => `;\r\n ${parameter}*${at}*=${at === 0 ? `${charset}''` : ''}${piece}`)
    .join('')
}

function hex(mark: string, octet: string): string {
  return `${mark}${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

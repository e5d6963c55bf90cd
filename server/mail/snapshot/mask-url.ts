/** Masks what is made up for one mail in an address of the web, and leaves what a person named. */
import { isRandomValue } from './random.ts'

/** Masks a value; `whole` when all of it is made up. */
export interface MaskPieces {
  /** Dates, ids and known codes within. */
  known: (text: string) => string
  token: (value: string) => string
}

const SECRET =
  /^(?:.*[_-])?(?:token|sig|signature|hash|hmac|otp|nonce|jwt|secret|exp|expires|expiry|ts|timestamp|t|sid|uid|eid|cid|rid|mid|key)$/i
const CAMPAIGN = /^utm_/i
/** What a template has not filled in is a fault to see. */
const UNFILLED = /\{\{|\}\}|\$\{|<%|%>/
const PLACEHOLDER = /<[a-z-]+(?: \d+)?>/
/** Ports from here on are given out by the system, to a server that a test has started. */
const FIRST_EPHEMERAL_PORT = 32768
const MAX_NESTED = 3
const MAX_CHARACTERS = 8192

/** @param url also a relative one */
export function maskUrl(url: string, pieces: MaskPieces, depth = 0): string {
  if (url.length > MAX_CHARACTERS) return pieces.token(url)
  const [, origin = '', path = '', query = '', fragment = ''] =
    /^([a-z][a-z\d+.-]*:\/\/[^/?#]*|mailto:[^?#]*)?([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/i.exec(url) ?? []
  const maskValue = (value: string) => maskPart(value, pieces, depth)
  const maskedPath = path
    .split('/')
    .map((segment) => segment.split(';').map(maskSegment).join(';'))
    .join('/')
  const maskedQuery = query.split(/([?&;])/).map((pair) => {
    const equals = pair.indexOf('=')
    if (equals < 0) return maskValue(pair)
    const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
    if (CAMPAIGN.test(name)) return `${name}=${pieces.known(value)}`
    return `${name}=${isSecret(name, value) ? pieces.token(value) : maskValue(value)}`
  })
  const maskedFragment = fragment === '' ? '' : `#${maskValue(fragment.slice(1))}`
  return maskOrigin(origin, pieces) + maskedPath + maskedQuery.join('') + maskedFragment

  /** A file keeps the end of its name. */
  function maskSegment(segment: string): string {
    const [, stem = segment, extension = ''] = /^(.+)(\.[a-z]{1,5}\d?)$/i.exec(segment) ?? []
    return maskValue(stem) + extension
  }
}

function maskOrigin(origin: string, { known }: MaskPieces): string {
  return known(origin).replace(/:(\d{5})$/, (whole, port: string) => (Number(port) >= FIRST_EPHEMERAL_PORT ? ':<port>' : whole))
}

function isSecret(name: string, value: string): boolean {
  // Of any length: the ids of two mails may differ in theirs.
  const isMadeUp = value.length >= 16 || /\d/.test(value)
  return SECRET.test(name) && isMadeUp && !PLACEHOLDER.test(value) && !UNFILLED.test(decode(value))
}

function maskPart(value: string, pieces: MaskPieces, depth: number): string {
  if (value === '') return ''
  const decoded = decode(value)
  if (UNFILLED.test(decoded)) return value
  if (depth < MAX_NESTED && /^https?:\/\//i.test(decoded)) {
    const masked = maskUrl(decoded, pieces, depth + 1)
    return masked === decoded
      ? value
      : masked
          .split(/(<[a-z-]+(?: \d+)?>)/)
          .map(encode)
          .join('')
  }
  const known = pieces.known(decoded)
  if (known !== decoded) return encodePlain(known)
  return !PLACEHOLDER.test(value) && isRandomValue(decoded) ? pieces.token(value) : value
}

/** Placeholders stay as they are. */
function encode(piece: string, index: number): string {
  return index % 2 === 1 ? piece : encodeURIComponent(piece.toWellFormed())
}

function encodePlain(text: string): string {
  return text
    .split(/(<[a-z-]+(?: \d+)?>)/)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(/[\s&#?<>"%]/g, encodeURIComponent)))
    .join('')
}

function decode(value: string): string {
  if (!/[%+]/.test(value)) return value
  try {
    return decodeURIComponent(value)
  } catch (error) {
    if (error instanceof URIError) return value
    throw error
  }
}

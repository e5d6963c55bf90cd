/** Fields in groups between empty lines: what reports are made of (RFC 3464 §2.1, RFC 8098 §3.1, RFC 5965 §3). */
import { quote } from '../check-mail/report.ts'
import { decodeField, decodeFields } from '../decode-field.ts'
import type { Warn } from './warnings.ts'

/** Beyond this nobody reads on. */
const MAX_FIELDS = 20_000

export interface ReportField {
  name: string
  /** Unfolded, encoded-words decoded. */
  value: string
}

/** @param octets decoded from their transfer encoding */
export function readFieldGroups(octets: Buffer, warn: Warn): ReportField[][] {
  let left = MAX_FIELDS
  const groups: ReportField[][] = []
  for (const section of octets.toString('latin1').split(/(?:\r?\n[ \t]*){2,}/)) {
    const fields = decodeFields(Buffer.from(section.trimStart(), 'latin1')).slice(0, left)
    left -= fields.length
    for (const { raw } of fields.filter(({ name }) => name === '')) warn('report-line-unreadable', `${quote(raw)} is no field`)
    const read = fields.filter(({ name }) => name !== '').map(({ name, body }) => ({ name, value: decodeField(unfold(body)) }))
    if (read.length > 0) groups.push(read)
    if (left > 0) continue
    warn('part-cut', 'It has more fields than are read')
    break
  }
  return groups
}

/** Long values are indented where they go on, which is no part of them. */
function unfold(body: string): string {
  return body.replace(/\r?\n[ \t]+/g, ' ')
}

export interface TakenFields {
  /** The value of the first of that name, which is then no other field; empty when there is none. */
  one: (name: string) => string
  all: (name: string) => string[]
  /** What nobody has asked for. */
  others: () => ReportField[]
}

export function takeFields(fields: readonly ReportField[]): TakenFields {
  const taken = new Set<ReportField>()
  const find = (name: string) => fields.filter((field) => field.name.toLowerCase() === name.toLowerCase())
  const take = (field: ReportField) => {
    taken.add(field)
    return field.value
  }
  return {
    one(name) {
      const [first] = find(name)
      return first ? take(first) : ''
    },
    all: (name) => find(name).map(take),
    others: () => fields.filter((field) => !taken.has(field)),
  }
}

/** `rfc822; ann@x.test` (RFC 3464 §2.1.2). Many leave the type out. */
export function readTyped(value: string): { type: string; value: string } {
  const [, type = '', typed] = /^([\w-]+)[ \t]*;(.*)$/s.exec(value) ?? []
  return { type: type.toLowerCase(), value: (typed ?? value).trim() }
}

/** An address with its type; `utf-8` ones write characters as `\x{E9}` (RFC 6533 §3). */
export function readRecipient(field: string): string {
  const { type, value } = readTyped(field)
  const bare = /^<(.*)>$/s.exec(value)?.[1] ?? value
  if (type !== 'utf-8') return bare
  return bare.replace(/\\x\{([\da-f]{1,6})\}/gi, (sent: string, hex: string) => {
    const code = Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : sent
  })
}

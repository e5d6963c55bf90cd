/** Header fields as they were sent: octets as latin1, so that nothing is decoded and nothing lost. */
import { type RawField, splitFields, unfold } from '../../mail/header-section.ts'

/** @param section octets of a header section */
export function readFields(section: Uint8Array): RawField[] {
  return splitFields(section, (octets) => octets.toString('latin1'))
}

/** Of the first field of that name; undefined when there is none. */
export function fieldText(fields: readonly RawField[], name: string): string | undefined {
  return fieldTexts(fields, name)[0]
}

/** Of all fields of that name, unfolded (RFC 5322 §2.2.3). */
export function fieldTexts(fields: readonly RawField[], name: string): string[] {
  const wanted = name.toLowerCase()
  return fields.filter((field) => field.name.toLowerCase() === wanted).map(({ body }) => trimBlanks(unfold(body)))
}

/** Of ASCII only: 0xA0 is a blank for JavaScript, and the end of a letter in UTF-8. */
function trimBlanks(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end--
  let start = 0
  while (start < end && isBlank(text.charCodeAt(start))) start++
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a
}

/**
 * HEADER.FIELDS and HEADER.FIELDS.NOT: the lines as they stand, with the empty line behind them if there is one (RFC 9051 §6.4.5.1).
 *
 * @param names in lower case
 */
export function cutFields(
  { section, fields }: { section: Buffer; fields: readonly RawField[] },
  names: ReadonlySet<string>,
  isNot: boolean,
): Buffer {
  const pieces: Buffer[] = []
  fields.forEach(({ name, offset, raw }, i) => {
    if (names.has(name.toLowerCase()) === isNot) return
    const end = lineEnd(section, offset + raw.length)
    pieces.push(section.subarray(offset, Math.min(end, fields[i + 1]?.offset ?? end)))
  })
  const last = fields.at(-1)
  pieces.push(section.subarray(last ? lineEnd(section, last.offset + last.raw.length) : 0))
  return Buffer.concat(pieces)
}

function lineEnd(section: Buffer, textEnd: number): number {
  const lf = section[textEnd] === 0x0d ? textEnd + 1 : textEnd
  return section[lf] === 0x0a ? lf + 1 : textEnd
}

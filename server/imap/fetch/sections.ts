/** The octets of a section (RFC 9051 §6.4.5.1), cut from those that are stored. */
import { cutFields } from './header-fields.ts'
import type { SectionItem } from './items.ts'
import type { OctetReader, Range } from './octet-reader.ts'
import { holdsMessage, type PartIndex, type WholeMessage } from './part-index.ts'

/** A place in the stored octets, or what was taken out of them. */
export type Section = Range | Buffer

/** @returns undefined when there is no such section */
export async function findSection(
  { path, text, fields }: Pick<SectionItem, 'path' | 'text' | 'fields'>,
  index: PartIndex,
  reader: OctetReader,
): Promise<Section | undefined> {
  const part = path === '' ? undefined : await index.find(path)
  if (path !== '' && !part) return undefined
  if (part && text === '') return { start: part.bodyOffset, end: part.bodyEnd }
  if (part && text === 'MIME') return { start: part.headerOffset, end: part.bodyOffset }
  if (part && !holdsMessage(part)) return undefined
  const message = part ? await index.embedded(part) : index.message
  if (text === '') return { start: message.headerOffset, end: message.bodyEnd }
  if (text === 'TEXT') return { start: message.bodyOffset, end: message.bodyEnd }
  const header = headerRange(message)
  if (text === 'HEADER') return header
  return cutFields(await reader.header(header), fields, text === 'HEADER.FIELDS.NOT')
}

function headerRange({ headerOffset, bodyOffset }: WholeMessage): Range {
  return { start: headerOffset, end: bodyOffset }
}

/** Two mails compared by header fields, text, HTML and parts. */
import type { ComparedPart, HeaderChange, MessageDiff, PartChange } from '../../../shared/model/diff.ts'
import type { HeaderLine } from './header-lines.ts'
import { diffLines } from './line-diff.ts'
import { type PartLine, readSections, type SnapshotRequest } from './sections.ts'

export interface CompareRequest {
  left: SnapshotRequest
  right: SnapshotRequest
  isMasked: boolean
}

export type Comparison = Omit<MessageDiff, 'left' | 'right'>

export function compareMails({ left, right, isMasked }: CompareRequest): Comparison {
  const one = readSections(left, isMasked)
  const other = readSections(right, isMasked)
  const headers = compareHeaders(one.headers, other.headers)
  const text = diffLines(one.text, other.text)
  const html = diffLines(one.html, other.html)
  const parts = compareParts(one.parts, other.parts)
  const equal = headers.length === 0 && parts.length === 0 && text.outcome === 'equal' && html.outcome === 'equal'
  return { masked: isMasked, equal, headers, text, html, parts, isCut: one.isCut || other.isCut }
}

/** A field is compared with that of its name; of several, the second with the second. */
function compareHeaders(left: readonly HeaderLine[], right: readonly HeaderLine[]): HeaderChange[] {
  const theirs = keyed(right)
  const changes: HeaderChange[] = []
  for (const [key, { name, value }] of keyed(left)) {
    const other = theirs.get(key)
    theirs.delete(key)
    if (!other) changes.push({ change: 'removed', name, left: value })
    else if (other.value !== value) changes.push({ change: 'changed', name, left: value, right: other.value })
  }
  return [...changes, ...Array.from(theirs.values(), ({ name, value }) => ({ change: 'added' as const, name, right: value }))]
}

function keyed(fields: readonly HeaderLine[]): Map<string, HeaderLine> {
  const counts = new Map<string, number>()
  return new Map(
    fields.map((field) => {
      const name = field.name.toLowerCase()
      const place = (counts.get(name) ?? 0) + 1
      counts.set(name, place)
      return [`${name} ${place}`, field]
    }),
  )
}

function compareParts(left: readonly PartLine[], right: readonly PartLine[]): PartChange[] {
  const theirs = new Map(right.map((part) => [part.path, part]))
  const changes: PartChange[] = []
  for (const part of left) {
    const other = theirs.get(part.path)
    theirs.delete(part.path)
    const [mine, its] = [toCompared(part), other && toCompared(other)]
    if (!its) changes.push({ change: 'removed', path: part.path, left: mine })
    else if (!isSame(mine, its)) changes.push({ change: 'changed', path: part.path, left: mine, right: its })
  }
  for (const part of theirs.values()) changes.push({ change: 'added', path: part.path, right: toCompared(part) })
  return changes
}

function toCompared({ contentType, disposition, filename, contentId, sizeOctets }: PartLine): ComparedPart {
  return { contentType, disposition, filename, contentId, ...(sizeOctets !== undefined && { sizeOctets }) }
}

function isSame(one: ComparedPart, other: ComparedPart): boolean {
  return (
    one.contentType === other.contentType &&
    one.disposition === other.disposition &&
    one.filename === other.filename &&
    one.contentId === other.contentId &&
    one.sizeOctets === other.sizeOctets
  )
}

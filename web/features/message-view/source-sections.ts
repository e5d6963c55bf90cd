/** To which section of a mail an octet of its source belongs: made from the offsets of its parts. */
import type { Part } from '../../../shared/model/part.ts'

/** `between`: delimiter lines, what stands before the first and after the last, and the header section of a multipart in a message. */
export type SectionKind = 'header' | 'part-header' | 'body' | 'between'

export interface Section {
  kind: SectionKind
  path: string
  /** Octets of mail data before it. */
  start: number
  end: number
}

/** Each once, in the order of the source. */
export function flattenParts(root: Part, depth = 0): { part: Part; depth: number }[] {
  return [{ part: root, depth }, ...root.parts.flatMap((part) => flattenParts(part, depth + 1))]
}

export function createSections(root: Part): { at: (offset: number) => Section } {
  const sections = flattenParts(root)
    .flatMap(({ part, depth }) => sectionsOf(part, depth === 0))
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start)
  return {
    at(offset) {
      let low = 0
      let high = sections.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if ((sections[middle]?.start ?? 0) <= offset) low = middle + 1
        else high = middle
      }
      const before = sections[low - 1]
      if (before && offset < before.end) return before
      return { kind: 'between', path: '', start: before?.end ?? 0, end: sections[low]?.start ?? Infinity }
    },
  }
}

function sectionsOf({ path, headerOffset, bodyOffset, bodyOctets, parts }: Part, isRoot: boolean): Section[] {
  const header: Section = { kind: isRoot ? 'header' : 'part-header', path, start: headerOffset, end: bodyOffset }
  return parts.length > 0 ? [header] : [header, { kind: 'body', path, start: bodyOffset, end: bodyOffset + bodyOctets }]
}

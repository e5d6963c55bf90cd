/** A mail as text to keep beside a test: the same for two mails of one template, another when a word, a link or a price is. */
import { indentPart, writePart } from './part-line.ts'
import { readSections, type SnapshotRequest } from './sections.ts'

export function writeSnapshot(request: SnapshotRequest): string {
  const { headers, text, html, parts, isCut } = readSections(request, true)
  const sections: [title: string, lines: string[]][] = [
    ['headers', headers.map(({ name, value }) => `${name}: ${value}`.trimEnd())],
    ['text', text],
    ['html', html],
    ['parts', parts.map((part) => indentPart(part) + writePart(part))],
  ]
  const written = sections.filter(([, lines]) => lines.length > 0).map(([title, lines]) => [`=== ${title} ===`, ...lines, ''])
  return [...written.flat(), ...(isCut ? ['=== the rest is too long to be shown ===', ''] : [])].join('\n')
}

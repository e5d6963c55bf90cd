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
  const written = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [`=== ${title} ===`, ...lines.map(showControls), ''])
  return [...written.flat(), ...(isCut ? ['=== the rest is too long to be shown ===', ''] : [])].join('\n')
}

/** As the pictures that Unicode has of them: git takes a file with NUL for no text, and a terminal obeys others. */
function showControls(line: string): string {
  return line.replace(/\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0)
    return control === '\t' ? control : code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421'
  })
}

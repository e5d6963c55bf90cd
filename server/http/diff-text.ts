/** A comparison as a unified diff, for a shell. */
import type { HeaderChange, LineDiff, MessageDiff, PartChange } from '../../shared/model/diff.ts'
import { writePart } from '../mail/snapshot/part-line.ts'

/** Empty when nothing differs, as `diff` has it. */
export function writeDiff({ left, right, headers, text, html, parts, isCut }: MessageDiff): string {
  const sections: [name: string, lines: string[]][] = [
    ['headers', headers.flatMap(writeHeader)],
    ['text', writeLines(text)],
    ['html', writeLines(html)],
    ['parts', parts.flatMap(writePartChange)],
  ]
  const written = sections
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([name, lines]) => [`--- ${left}/${name}`, `+++ ${right}/${name}`, ...lines])
  const all = isCut ? [...written, 'Only the beginning was compared: a message is too long'] : written
  return all.map((line) => `${line}\n`).join('')
}

function writeLines({ outcome, leftLines, rightLines, hunks, isCut }: LineDiff): string[] {
  if (outcome === 'whole') return [`Differs as a whole: ${leftLines} lines, ${rightLines} lines`]
  const lines = hunks.flatMap((hunk) => [
    `@@ -${hunk.leftStart},${hunk.leftLines} +${hunk.rightStart},${hunk.rightLines} @@`,
    ...hunk.lines,
  ])
  return isCut ? [...lines, 'Not all of it is shown'] : lines
}

function writeHeader({ name, left, right }: HeaderChange): string[] {
  return writeSides(left, right, (value) => `${name}: ${value}`)
}

function writePartChange({ path, left, right }: PartChange): string[] {
  return writeSides(left, right, (part) => writePart({ sizeOctets: undefined, ...part, path }))
}

function writeSides<T>(left: T | undefined, right: T | undefined, write: (side: T) => string): string[] {
  return [...(left === undefined ? [] : [`-${write(left)}`]), ...(right === undefined ? [] : [`+${write(right)}`])]
}

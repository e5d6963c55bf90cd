/** Lines compared, within bounds of time and size. */
import { structuredPatch } from 'diff'
import type { LineDiff } from '../../../shared/model/diff.ts'

const CONTEXT_LINES = 3
const TIMEOUT_MS = 700
const MAX_EDITS = 5000
const MAX_SHOWN_LINES = 4000
const MAX_LINE_CHARACTERS = 2000

export function diffLines(left: readonly string[], right: readonly string[]): LineDiff {
  const counts = { leftLines: left.length, rightLines: right.length }
  if (left.length === right.length && left.every((line, i) => line === right[i]))
    return { outcome: 'equal', ...counts, hunks: [], isCut: false }
  const patch = structuredPatch('', '', toText(left), toText(right), undefined, undefined, {
    context: CONTEXT_LINES,
    timeout: TIMEOUT_MS,
    maxEditLength: MAX_EDITS,
  })
  if (!patch) return { outcome: 'whole', ...counts, hunks: [], isCut: false }
  let shown = 0
  let isCut = false
  const hunks: LineDiff['hunks'] = []
  for (const { oldStart, oldLines, newStart, newLines, lines } of patch.hunks) {
    const room = MAX_SHOWN_LINES - shown
    if (room <= 0) isCut = true
    if (room <= 0) break
    isCut ||= lines.length > room
    shown += lines.length
    hunks.push({
      ...{ leftStart: oldStart, leftLines: oldLines, rightStart: newStart, rightLines: newLines },
      lines: lines.slice(0, room).map(cutLine),
    })
  }
  return { outcome: 'changed', ...counts, hunks, isCut }

  function cutLine(line: string): string {
    if (line.length <= MAX_LINE_CHARACTERS) return line
    isCut = true
    return `${line.slice(0, MAX_LINE_CHARACTERS).toWellFormed()}…`
  }
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

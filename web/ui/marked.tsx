/** Text with what was searched for marked in it. */
import type { ReactNode } from 'react'
import type { Mark } from '../lib/find-marks.ts'

export function Marked({ text, marks }: { text: string; marks: readonly Mark[] }) {
  if (marks.length === 0) return text
  const pieces: ReactNode[] = []
  let end = 0
  for (const mark of marks) {
    pieces.push(
      text.slice(end, mark.start),
      <mark key={mark.start} className="rounded-xs bg-mark text-text">
        {text.slice(mark.start, mark.end)}
      </mark>,
    )
    end = mark.end
  }
  return [...pieces, text.slice(end)]
}

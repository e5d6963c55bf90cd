/** Text with what was searched for, or what differs, marked in it. */
import type { ReactNode } from 'react'
import { cx } from '../lib/cx.ts'
import type { Mark } from '../lib/find-marks.ts'

const TONES = { found: 'bg-mark text-text', difference: 'bg-warning-soft text-warning' } as const

interface MarkedProps {
  text: string
  marks: readonly Mark[]
  tone?: keyof typeof TONES
}

export function Marked({ text, marks, tone = 'found' }: MarkedProps) {
  if (marks.length === 0) return text
  const pieces: ReactNode[] = []
  let end = 0
  for (const mark of marks) {
    pieces.push(
      text.slice(end, mark.start),
      <mark key={mark.start} className={cx('rounded-xs', TONES[tone])}>
        {text.slice(mark.start, mark.end)}
      </mark>,
    )
    end = mark.end
  }
  return [...pieces, text.slice(end)]
}

/** Decoded text with its links clickable, its quotes dimmed and what was searched for marked. Builds elements; text never becomes markup. */
import { memo, useMemo, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { findMarks, type Mark, marksWithin } from '../../lib/find-marks.ts'
import { formatSize } from '../../lib/format-number.ts'
import { linkify } from '../../lib/linkify.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { textViewTexts } from '../../texts/text-view.ts'
import { Button } from '../../ui/button.tsx'
import { Marked } from '../../ui/marked.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'

/** Lines in one block. The browser skips blocks that are off screen. */
const BLOCK_LINES = 100
/** UTF-16 units shown at first; more on request. A text of many megabytes would hold the tab. */
const FIRST_UNITS = 400_000
const MAX_LINE = 10_000

interface PlainTextProps {
  text: string
  needles: readonly string[]
  /** Marked in place of what was searched for; of a text whose lines end in LF. */
  differences?: readonly Mark[] | undefined
  label?: string
  testId?: string
}

export function PlainText({ text, needles, differences, label = textViewTexts.label, testId = 'plain-text' }: PlainTextProps) {
  const [shown, setShown] = useState(FIRST_UNITS)
  const blocks = useMemo(() => toBlocks(text.slice(0, shown)), [text, shown])
  if (text.trim() === '') return <p className="p-5 text-faint">{textViewTexts.none}</p>
  const rest = text.length - shown
  return (
    <ScrollRegion aria-label={label} data-testid={testId} className="overflow-y-auto">
      <div className="max-w-[88ch] px-5 py-4 font-mono text-sm max-sm:px-4">
        {blocks.map((lines) => (
          <TextBlock key={lines[0]?.start} lines={lines} needles={needles} differences={differences} />
        ))}
        {rest > 0 && (
          <Button className="mt-3 font-sans" onClick={() => setShown(shown * 2)}>
            {textViewTexts.showMore(formatSize(rest))}
          </Button>
        )}
      </div>
    </ScrollRegion>
  )
}

interface Line {
  text: string
  /** UTF-16 units of the text before it. */
  start: number
}

interface TextBlockProps {
  lines: readonly Line[]
  needles: readonly string[]
  differences: readonly Mark[] | undefined
}

const TextBlock = memo(function TextBlock({ lines, needles, differences }: TextBlockProps) {
  const from = lines[0]?.start ?? 0
  const end = (lines.at(-1)?.start ?? 0) + (lines.at(-1)?.text.length ?? 0)
  // All lines at once: what was searched for may go on in the next one.
  const marks = useMemo(() => {
    if (differences) return marksWithin(differences, from, end)
    return findMarks(lines.map(({ text, start }, i) => text + gapAfter(lines[i + 1], start + text.length)).join(''), needles)
  }, [lines, needles, differences, from, end])
  return (
    <div className="[contain-intrinsic-size:auto_2000px] [content-visibility:auto]">
      {lines.map(({ text, start }) => (
        <TextLine
          key={start}
          line={text}
          marks={marksWithin(marks, start - from, start - from + text.length)}
          isDifference={differences !== undefined}
        />
      ))}
    </div>
  )
})

/** A line that was cut goes on without one. */
function gapAfter(next: Line | undefined, end: number): string {
  return next ? '\n'.repeat(next.start - end) : ''
}

interface TextLineProps {
  line: string
  marks: readonly Mark[]
  isDifference: boolean
}

function TextLine({ line, marks, isDifference }: TextLineProps) {
  let end = 0
  return (
    <p dir="auto" className={cx('min-h-5 whitespace-pre-wrap wrap-anywhere', /^\s*>/.test(line) && 'text-faint')}>
      {withKeys(linkify(line), ({ text }) => text).map(({ key, item: { text, href } }) => {
        const start = end
        end += text.length
        const marked = (
          <Marked key={key} text={text} marks={marksWithin(marks, start, end)} tone={isDifference ? 'difference' : 'found'} />
        )
        return href ? (
          <a
            key={key}
            href={href}
            target="_blank"
            rel="noopener noreferrer"
            className="text-accent underline decoration-1 underline-offset-2"
          >
            {marked}
          </a>
        ) : (
          marked
        )
      })}
    </p>
  )
}

function toBlocks(text: string): Line[][] {
  const lines = toLines(text)
  const blocks = []
  for (let at = 0; at < lines.length; at += BLOCK_LINES) blocks.push(lines.slice(at, at + BLOCK_LINES))
  return blocks
}

/** A line of megabytes would be one layout job; cut, it is many small ones. */
function toLines(text: string): Line[] {
  const lines: Line[] = []
  let start = 0
  for (const line of text.split(/\r\n|\r|\n/)) {
    for (let at = 0; at === 0 || at < line.length; at += MAX_LINE)
      lines.push({ text: line.slice(at, at + MAX_LINE), start: start + at })
    start += line.length
    start += text.startsWith('\r\n', start) ? 2 : 1
  }
  return lines
}

/** Decoded text with its links clickable, its quotes dimmed and what was searched for marked. Builds elements; text never becomes markup. */
import { memo, useMemo, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { findMarks, type Mark, marksWithin } from '../../lib/find-marks.ts'
import { formatSize } from '../../lib/format-number.ts'
import { linkify } from '../../lib/linkify.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { Button } from '../../ui/button.tsx'
import { Marked } from '../../ui/marked.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'

/** Lines in one block. The browser skips blocks that are off screen. */
const BLOCK_LINES = 100
/** UTF-16 units shown at first; more on request. A text of many megabytes would hold the tab. */
const FIRST_UNITS = 400_000
const MAX_LINE = 10_000

export function PlainText({ text, needles }: { text: string; needles: readonly string[] }) {
  const [shown, setShown] = useState(FIRST_UNITS)
  const blocks = useMemo(() => toBlocks(text.slice(0, shown)), [text, shown])
  if (text.trim() === '') return <p className="p-5 text-faint">This message has no text.</p>
  const rest = text.length - shown
  return (
    <ScrollRegion aria-label="Text" data-testid="plain-text" className="overflow-y-auto">
      <div className="max-w-[88ch] px-5 py-4 font-mono text-sm max-sm:px-4">
        {blocks.map(({ firstLine, lines }) => (
          <TextBlock key={firstLine} lines={lines} needles={needles} />
        ))}
        {rest > 0 && (
          <Button className="mt-3 font-sans" onClick={() => setShown(shown * 2)}>
            Show more, {formatSize(rest)} left
          </Button>
        )}
      </div>
    </ScrollRegion>
  )
}

const TextBlock = memo(function TextBlock({ lines, needles }: { lines: readonly string[]; needles: readonly string[] }) {
  // All lines at once: what was searched for may go on in the next one.
  const marks = useMemo(() => findMarks(lines.join('\n'), needles), [lines, needles])
  let end = -1
  return (
    <div className="[contain-intrinsic-size:auto_2000px] [content-visibility:auto]">
      {withKeys(lines, (line) => line).map(({ key, item }) => {
        const start = end + 1
        end = start + item.length
        return <TextLine key={key} line={item} marks={marksWithin(marks, start, end)} />
      })}
    </div>
  )
})

function TextLine({ line, marks }: { line: string; marks: readonly Mark[] }) {
  let end = 0
  return (
    <p dir="auto" className={cx('min-h-5 whitespace-pre-wrap wrap-anywhere', /^\s*>/.test(line) && 'text-faint')}>
      {withKeys(linkify(line), ({ text }) => text).map(({ key, item: { text, href } }) => {
        const start = end
        end += text.length
        const marked = <Marked key={key} text={text} marks={marksWithin(marks, start, end)} />
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

function toBlocks(text: string): { firstLine: number; lines: string[] }[] {
  const lines = text.split(/\r\n|\r|\n/).flatMap(splitLongLine)
  const blocks = []
  for (let at = 0; at < lines.length; at += BLOCK_LINES) blocks.push({ firstLine: at, lines: lines.slice(at, at + BLOCK_LINES) })
  return blocks
}

/** A line of megabytes would be one layout job; cut, it is many small ones. */
function splitLongLine(line: string): string[] {
  if (line.length <= MAX_LINE) return [line]
  const pieces = []
  for (let at = 0; at < line.length; at += MAX_LINE) pieces.push(line.slice(at, at + MAX_LINE))
  return pieces
}

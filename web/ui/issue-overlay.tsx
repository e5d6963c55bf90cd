/** Lies over the box with the same text, unseen, and underlines what is wrong with it. */
import type { RefObject } from 'react'
import type { QueryIssue } from '../../shared/search/query.ts'
import { cx } from '../lib/cx.ts'

export interface IssueOverlayProps {
  text: string
  issues: readonly QueryIssue[]
  /** Moved along as the text of the box scrolls. */
  ref: RefObject<HTMLSpanElement | null>
}

export function IssueOverlay({ text, issues, ref }: IssueOverlayProps) {
  return (
    <span aria-hidden="true" className="pointer-events-none absolute inset-0 flex items-center overflow-hidden whitespace-pre">
      <span ref={ref} className="text-transparent">
        {toPieces(text, issues).map(({ start, piece, severity }) => (
          <span
            key={start}
            data-issue={severity}
            className={cx(
              severity && 'underline decoration-2 decoration-wavy underline-offset-3 [text-decoration-skip-ink:none]',
              severity === 'error' && 'decoration-danger',
              severity === 'warning' && 'decoration-warning',
            )}
          >
            {piece}
          </span>
        ))}
      </span>
    </span>
  )
}

interface Piece {
  start: number
  piece: string
  severity: QueryIssue['severity'] | undefined
}

/** Issues may lie in each other; an error shows through. */
function toPieces(text: string, issues: readonly QueryIssue[]): Piece[] {
  const edges = new Set([0, text.length, ...issues.flatMap(({ start, end }) => [start, end])])
  const cuts = [...edges].filter((at) => at <= text.length).sort((a, b) => a - b)
  return cuts.slice(0, -1).map((start, index) => {
    const around = issues.filter((issue) => issue.start <= start && start < issue.end)
    const severity = around.some((issue) => issue.severity === 'error') ? 'error' : around[0]?.severity
    return { start, piece: text.slice(start, cuts[index + 1]), severity }
  })
}

/** One line of the source: number, octets, and what section it belongs to. */
import { type ReactNode, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { sourceTexts } from '../../texts/source.ts'
import { decodeLine, type LinePiece } from './decode-line.ts'
import type { SectionKind } from './source-sections.ts'

/** A line longer than this is folded; an 8 MB line would stop the tab. */
export const FOLD_OCTETS = 1000
const UNFOLD_OCTETS = 4000

const GROUNDS: Record<SectionKind, string> = {
  header: 'bg-sunken',
  'part-header': 'bg-accent-soft',
  body: 'bg-surface',
  between: 'bg-surface',
}

interface SourceLineProps {
  number: number
  octets: Uint8Array
  kind: SectionKind
  /** It is what was jumped to. */
  marked: boolean
  top: number
  gutter: string
  /** Behind the line. */
  children: ReactNode
}

export function SourceLine({ number, octets, kind, marked, top, gutter, children }: SourceLineProps) {
  const [shown, setShown] = useState(FOLD_OCTETS)
  const hidden = octets.length - shown
  const pieces = decodeLine(hidden > 0 ? octets.subarray(0, cutAtCharacter(octets, shown)) : octets)
  const isField = kind === 'header' || kind === 'part-header' || (kind === 'between' && !isDelimiter(octets))
  return (
    <div
      data-line={number}
      data-kind={kind}
      aria-current={marked ? 'true' : undefined}
      className={cx('absolute top-0 left-0 flex h-5 w-full whitespace-pre', marked ? 'jumped-to' : GROUNDS[kind])}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span
        aria-hidden="true"
        className="sticky left-0 shrink-0 select-none bg-inherit pr-[1.5ch] text-right text-faint tabular-nums"
        style={{ width: `calc(${gutter} + 2ch)` }}
      >
        {number}
      </span>
      <code className={kind === 'between' && !isField ? 'font-medium text-accent' : undefined}>
        {isField ? withFieldName(pieces) : <Pieces pieces={pieces} />}
      </code>
      {hidden > 0 && (
        <button
          type="button"
          data-testid="unfold"
          className="ml-2 rounded bg-selected px-1.5 font-sans text-2xs text-accent leading-5"
          onClick={() => setShown(shown + UNFOLD_OCTETS)}
        >
          {sourceTexts.octetsMore(hidden)}
        </button>
      )}
      {children}
    </div>
  )
}

/** A multi-octet character is not cut in two: its octets would look broken. */
function cutAtCharacter(octets: Uint8Array, at: number): number {
  let end = at
  while (end > at - 4 && ((octets[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}

/** RFC 2046 §5.1.1 */
function isDelimiter(octets: Uint8Array): boolean {
  return octets[0] === 45 && octets[1] === 45
}

function withFieldName(pieces: LinePiece[]): ReactNode {
  const [first, ...rest] = pieces
  const name = first && !first.isOctet ? /^[!-9;-~]+:/.exec(first.text)?.[0] : undefined
  if (!first || !name) return <Pieces pieces={pieces} />
  return (
    <>
      <span className="font-medium text-accent">{name}</span>
      {first.text.slice(name.length)}
      <Pieces pieces={rest} />
    </>
  )
}

function Pieces({ pieces }: { pieces: readonly LinePiece[] }) {
  return withKeys(pieces, ({ text }) => text).map(({ key, item: { text, isOctet } }) =>
    isOctet ? (
      <span key={key} className="rounded-sm bg-danger-soft text-danger" title={sourceTexts.notUtf8}>
        {text}
      </span>
    ) : (
      text
    ),
  )
}

/** The MIME tree: every part with its type, encoding, charset and size. Arrows walk it, and what is walked to is shown. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { InlineParts, Part } from '../../../shared/model/part.ts'
import { cx } from '../../lib/cx.ts'
import { formatSize } from '../../lib/format-number.ts'
import { takeLostFocus } from '../../lib/take-lost-focus.ts'
import { structureTexts as texts } from '../../texts/structure.ts'
import { Button } from '../../ui/button.tsx'
import { iconOfPart } from './part-icon.ts'
import { flattenParts } from './source-sections.ts'

/** Mail with thousands of parts exists; the rest comes on request. */
const FIRST_PARTS = 200
const MAX_INDENT = 8

interface PartTreeProps {
  root: Part
  inlineParts: InlineParts
  selected: string
  /** It was led to. */
  isSought: boolean
  onSelect: (path: string) => void
}

export function PartTree({ root, inlineParts, selected, isSought, onSelect }: PartTreeProps) {
  const [shown, setShown] = useState(FIRST_PARTS)
  const all = flattenParts(root)
  const rows = all.slice(0, Math.max(shown, all.findIndex(({ part }) => part.path === selected) + 1))
  const tree = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const row = tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(selected)}"]`)
    row?.scrollIntoView({ block: 'nearest' })
    if (isSought) takeLostFocus(row ?? null)
  }, [selected, isSought])

  function walk(event: KeyboardEvent): void {
    const at = rows.findIndex(({ part }) => part.path === selected)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
    const next = to === undefined ? undefined : rows[to]?.part.path
    if (to === undefined) return
    event.preventDefault()
    if (next === undefined) return
    onSelect(next)
    tree.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(next)}"]`)?.focus()
  }

  return (
    <>
      <div ref={tree} role="tree" aria-label={texts.tree} data-testid="part-tree" onKeyDown={walk}>
        {rows.map(({ part, depth }) => (
          <PartRow
            key={part.path}
            part={part}
            depth={depth}
            use={inlineUseOf(part, inlineParts)}
            selected={part.path === selected}
            onSelect={onSelect}
          />
        ))}
      </div>
      {all.length > rows.length && (
        <Button className="m-2" onClick={() => setShown(all.length)}>
          {texts.more(all.length - rows.length)}
        </Button>
      )}
    </>
  )
}

interface PartRowProps {
  part: Part
  depth: number
  use: 'shown' | 'unused' | undefined
  selected: boolean
  onSelect: (path: string) => void
}

function PartRow({ part, depth, use, selected, onSelect }: PartRowProps) {
  const { path, contentType, filename, encoding, charset, charsetUsed, disposition, sizeOctets, parts } = part
  const Icon = iconOfPart(contentType, filename)
  const facts = [encoding, texts.charset(charset, charsetUsed), disposition].filter(Boolean).join(' · ')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={selected}
      aria-expanded={parts.length > 0 ? true : undefined}
      tabIndex={selected ? 0 : -1}
      data-testid="part"
      data-path={path}
      className={cx(
        'flex items-start gap-2 border-line border-b py-1.5 pr-4 focus-visible:outline-offset-[-2px]',
        selected ? 'bg-selected' : 'hover:bg-hover',
      )}
      style={{ paddingLeft: `${20 + Math.min(depth, MAX_INDENT) * 18}px` }}
      onClick={() => onSelect(path)}
    >
      <Icon className={cx('mt-0.5 size-4 shrink-0', selected ? 'text-accent' : 'text-muted')} aria-hidden strokeWidth={1.5} />
      <span className="flex min-w-0 grow flex-col @2xl:flex-row @2xl:items-baseline @2xl:gap-4 @4xl:flex-col @4xl:gap-0">
        <span className="flex min-w-0 items-baseline gap-2 @2xl:grow">
          <span className="min-w-0 truncate" dir="auto">
            {filename || contentType}
          </span>
          {filename && <span className="min-w-8 shrink-[3] truncate text-faint text-xs">{contentType}</span>}
        </span>
        <span className="flex min-w-0 shrink-0 gap-2 text-faint text-xs leading-5">
          {use && <span className={cx('shrink-0', use === 'unused' && 'text-warning')}>{texts[use]}</span>}
          <span className={cx('min-w-0 truncate', charsetUsed && 'text-warning')}>{facts}</span>
          <span className="order-first shrink-0 tabular-nums @2xl:order-last @2xl:w-10 @2xl:text-right @4xl:order-first @4xl:w-auto">
            {path}
          </span>
        </span>
      </span>
      <span className="w-14 shrink-0 text-right text-faint text-xs leading-5 tabular-nums">{formatSize(sizeOctets)}</span>
    </div>
  )
}

function inlineUseOf({ path }: Part, { used, unused }: InlineParts): PartRowProps['use'] {
  return used.some((each) => each.path === path) ? 'shown' : unused.includes(path) ? 'unused' : undefined
}

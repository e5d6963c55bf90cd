/**
 * The chips of the search box: lies at its text with the same text, unseen, so that the box stays one line of text for caret,
 * selection, undo and whoever reads it out. The shape of a chip is beneath the text of the box, what removes it above.
 */
import { X } from 'lucide-react'
import type { RefObject } from 'react'
import { cx } from '../../lib/cx.ts'
import { searchTexts } from '../../texts/search.ts'
import type { Chip } from './find-chips.ts'

export interface ChipLayerProps {
  text: string
  chips: readonly Chip[]
  /** The one that a pointer is at. */
  hovered: number | undefined
  /** Moved along as the text of the box scrolls. */
  ref: RefObject<HTMLSpanElement | null>
  onRemove: (chip: Chip) => void
}

export function ChipLayer({ text, chips, hovered, ref, onRemove }: ChipLayerProps) {
  return (
    // Keys have a way of their own: Backspace behind a chip, Delete before it.
    <span
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 right-0 -left-1 flex items-center overflow-hidden pl-1 whitespace-pre select-none"
    >
      {/* No transform: what stacks above and beneath the box would become one. */}
      <span ref={ref} className="relative text-transparent">
        {chips.map((chip, index) => (
          <span key={chip.start}>
            {text.slice(chips[index - 1]?.end ?? 0, chip.start)}
            <span
              data-testid="search-chip"
              className="relative before:absolute before:-inset-x-0.75 before:-inset-y-0.75 before:rounded before:bg-chip pointer-coarse:before:-right-5"
            >
              {text.slice(chip.start, chip.end)}
              <span
                aria-hidden="true"
                title={searchTexts.removeClause}
                data-testid="search-chip-remove"
                className={cx(
                  'pointer-events-auto absolute top-1/2 left-full z-20 flex size-3.5 -translate-y-1/2 items-center justify-center rounded-full text-muted hover:text-text',
                  'pointer-fine:-ml-px pointer-fine:border pointer-fine:border-line-strong pointer-fine:bg-raised pointer-coarse:-inset-y-1.5 pointer-coarse:h-auto pointer-coarse:w-5 pointer-coarse:translate-y-0',
                  index !== hovered && 'pointer-fine:hidden',
                )}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => onRemove(chip)}
              >
                <X className="size-2.5 pointer-coarse:size-3" strokeWidth={2.5} />
              </span>
            </span>
          </span>
        ))}
        {text.slice(chips.at(-1)?.end ?? 0)}
      </span>
    </span>
  )
}

/** Of the chips of that layer, also where its remover stands. */
export function chipAt(layer: HTMLElement | null, x: number): number | undefined {
  const chips = [...(layer?.querySelectorAll('[data-testid="search-chip"]') ?? [])].map((chip) => chip.getBoundingClientRect())
  const at = chips.findIndex(({ left, right }) => left - 3 <= x && x <= right + 13)
  return at === -1 ? undefined : at
}

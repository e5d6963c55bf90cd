/** The chips of the search box: which there are while somebody types, and how keys and pointers take them away. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react'
import type { QueryIssue } from '../../../shared/search/query.ts'
import { ChipLayer, chipAt } from './chip-layer.tsx'
import { type Chip, chipBeside, findChips, isTouched, withBlank } from './find-chips.ts'

export interface ChipsOptions {
  text: string
  /** Undefined while nobody types. */
  caret: number | undefined
  issues: readonly QueryIssue[]
  inputRef: RefObject<HTMLInputElement | null>
  /** The text without a chip, where nobody types. */
  onRemoved: (next: string) => void
}

export function useChips({ text, caret, issues, inputRef, onRemoved }: ChipsOptions) {
  const [hovered, setHovered] = useState<number | undefined>(undefined)
  const layer = useRef<HTMLSpanElement>(null)
  const finished = findChips(text, issues)
  // The clause that somebody types in is text.
  const chips = finished.filter((chip) => !isTouched(chip, caret))

  function remove(chip: Chip): void {
    setHovered(undefined)
    const gone = withBlank(text, chip)
    const isTyped = caret !== undefined && typeOver(inputRef.current, gone, '')
    // No keyboard comes up for it, and nothing is suggested.
    if (!isTyped) onRemoved(text.slice(0, gone.start) + text.slice(gone.end))
  }

  return {
    any: finished.length > 0,
    layer: chips.length > 0 && <ChipLayer text={text} chips={chips} hovered={hovered} ref={layer} onRemove={remove} />,
    scroll(to: number) {
      if (layer.current) layer.current.style.left = `${-to}px`
    },
    hover: {
      onPointerMove: ({ clientX }: PointerEvent) => setHovered(chipAt(layer.current, clientX)),
      onPointerLeave: () => setHovered(undefined),
    },
    /** At the edge of a chip a key selects it, and pressed again removes it: whoever meant the blank sees what would go. */
    select(event: KeyboardEvent<HTMLInputElement>): boolean {
      const { selectionStart: at, selectionEnd } = event.currentTarget
      if (at === null || at !== selectionEnd || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
      const chip = chipBeside(text, chips, at, event.key)
      if (!chip) return false
      const { start, end } = withBlank(text, chip)
      event.currentTarget.setSelectionRange(start, end)
      return true
    },
  }
}

/** As a person would, so that it is undone as what a person typed. @returns whether it could be */
export function typeOver(input: HTMLInputElement | null, { start, end }: Chip, text: string): boolean {
  if (!input || input !== document.activeElement) return false
  input.setSelectionRange(start, end)
  return document.execCommand(text === '' ? 'delete' : 'insertText', false, text)
}

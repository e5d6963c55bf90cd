/** Gives and takes tags, of one message or of many: a box under a button or a row, with the tags that there are. It stays; Esc leaves. */
import { Check, Hash, Minus, Plus } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import type { MAX_TAG_CHARACTERS } from '../../../shared/model/limits.ts'
import { foldForSearch } from '../../../shared/search/fold.ts'
import { cx } from '../../lib/cx.ts'
import { tagTexts } from '../../texts/tags.ts'
import { findTagOptions, type TagOption } from './tag-options.ts'

/** As the model has it, which brings zod when it is imported. */
const MAX_CHARACTERS: typeof MAX_TAG_CHARACTERS = 100

export interface TagPickerProps {
  /** What it stands beside. */
  anchor: Element
  /** That all of what is tagged have. */
  tags: readonly string[]
  /** That some of it have. */
  someTags: readonly string[]
  /** That there are. */
  known: readonly string[]
  onAdd: (tag: string) => void
  onRemove: (tag: string) => void
  onClose: () => void
}

export function TagPicker({ anchor, tags, someTags, known, onAdd, onRemove, onClose }: TagPickerProps) {
  const [text, setText] = useState('')
  const [activeIndex, setActiveIndex] = useState<number | undefined>(undefined)
  const [cameFrom] = useState(() => document.activeElement)
  const listId = useId()
  const place = useMemo(() => ({ current: stayingPut(anchor) }), [anchor])

  const typed = text.replace(/\s+/g, ' ').trim()
  const options = findTagOptions(typed, tags, someTags, known)
  const hasIt = typed !== '' && tags.some((tag) => foldForSearch(tag) === foldForSearch(typed))

  function take(option: TagOption | undefined): void {
    if (option?.on === 'all') onRemove(option.name)
    else if (option) onAdd(option.name)
    setText('')
    setActiveIndex(undefined)
  }

  function step(by: 1 | -1): void {
    const from = activeIndex ?? (by === 1 ? -1 : options.length)
    setActiveIndex(options.length === 0 ? undefined : (from + by + options.length) % options.length)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const { key } = event
    const active = options[activeIndex ?? -1]
    if (key === 'Enter') take(active ?? options.find(({ isTyped }) => isTyped))
    else if (key === 'Tab' && !event.shiftKey && typed !== '' && options[0]) setText((active ?? options[0]).name)
    else if (key === 'ArrowDown' || key === 'ArrowUp') step(key === 'ArrowDown' ? 1 : -1)
    else return
    event.preventDefault()
  }

  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={place} />
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={tagTexts.tags}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            // Whoever has gone elsewhere meanwhile stays there.
            if (document.activeElement === document.body && cameFrom instanceof HTMLElement)
              cameFrom.focus({ preventScroll: true })
          }}
          data-testid="tag-picker"
          className="fade-in z-50 w-64 rounded-lg border border-line-strong bg-raised focus:outline-none"
        >
          <input
            type="text"
            role="combobox"
            aria-label={tagTexts.tag}
            aria-expanded={options.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={activeIndex === undefined ? undefined : `${listId}-${activeIndex}`}
            placeholder={tagTexts.tag}
            maxLength={MAX_CHARACTERS}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="done"
            data-testid="tag-input"
            value={text}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value)
              setActiveIndex(undefined)
            }}
            onKeyDown={onKeyDown}
            className="h-9 w-full rounded-lg bg-transparent px-3 placeholder:text-faint focus:outline-none"
          />
          {hasIt && <p className="border-line border-t px-3 py-2 text-faint text-xs">{tagTexts.hasIt}</p>}
          <div
            id={listId}
            role="listbox"
            aria-label={tagTexts.tags}
            className={cx(options.length > 0 && 'max-h-72 overflow-y-auto border-line border-t p-1')}
          >
            {options.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's, which has the focus
              <div
                key={option.name}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === activeIndex}
                aria-checked={option.on === 'some' ? 'mixed' : option.on === 'all'}
                tabIndex={-1}
                className={cx(
                  'flex h-8 items-center gap-2.5 rounded-(--radius-control) px-2',
                  index === activeIndex || (option.isTyped && activeIndex === undefined) ? 'bg-selected' : 'hover:bg-hover',
                )}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(option)}
              >
                <OptionIcon option={option} />
                <span className="min-w-0 truncate" dir="auto">
                  {option.name}
                </span>
                {option.isNew && <span className="ml-auto shrink-0 text-faint text-xs">{tagTexts.new}</span>}
              </div>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** A check where all of it has the tag, a dash where some of it has. */
function OptionIcon({ option: { isNew, on } }: { option: TagOption }) {
  const Icon = isNew ? Plus : { all: Check, some: Minus, none: Hash }[on]
  return <Icon className={cx('size-4 shrink-0', on === 'none' ? 'text-muted' : 'text-accent')} aria-hidden strokeWidth={1.75} />
}

/** A row that scrolls away, or a reader that closes, leaves it where it stood. */
function stayingPut(anchor: Element): { getBoundingClientRect: () => DOMRect } {
  let last = anchor.getBoundingClientRect()
  return {
    getBoundingClientRect() {
      if (anchor.isConnected) last = anchor.getBoundingClientRect()
      return last
    },
  }
}

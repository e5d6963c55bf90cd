/** Every command, place and message under one key. The box keeps the focus, arrows walk the list, Enter does it. */
import { Dialog } from 'radix-ui'
import { Fragment, type KeyboardEvent, useId, useRef, useState } from 'react'
import { cx } from '../../lib/cx.ts'
import { paletteTexts } from '../../texts/palette.ts'
import { Kbd } from '../../ui/kbd.tsx'
import { findItems } from './find-items.ts'
import type { PaletteItem } from './palette-item.ts'
import { usePaletteMessages } from './use-palette-messages.ts'

const PAGE = 8

export interface PaletteProps {
  items: readonly PaletteItem[]
  onOpenMessage: (id: string) => void
  onSearch: (q: string) => void
  onClose: () => void
}

export function Palette({ items, onOpenMessage, onSearch, onClose }: PaletteProps) {
  const [text, setText] = useState('')
  /** By its id: messages that are found late move nothing. */
  const [activeId, setActiveId] = useState<string | undefined>(undefined)
  const [cameFrom] = useState(() => document.activeElement)
  const chosen = useRef<PaletteItem | undefined>(undefined)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const messages = usePaletteMessages(text.trim(), { onOpenMessage, onSearch })
  const found = [...findItems(items, text), ...messages]
  const current = Math.max(
    0,
    found.findIndex(({ id }) => id === activeId),
  )

  function choose(item: PaletteItem | undefined): void {
    if (!item) return
    chosen.current = item
    onClose()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const { key } = event
    const isToggle = key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)
    if (key === 'Enter') choose(found[current])
    else if (key === 'ArrowDown' || (key === 'Tab' && !event.shiftKey)) step(1)
    else if (key === 'ArrowUp' || key === 'Tab') step(-1)
    else if (key === 'PageDown' || key === 'PageUp')
      goTo(Math.max(0, Math.min(found.length - 1, current + (key === 'PageDown' ? PAGE : -PAGE))))
    else if (isToggle) onClose()
    else return
    event.preventDefault()
  }

  function step(by: 1 | -1): void {
    if (found.length > 0) goTo((current + by + found.length) % found.length)
  }

  function goTo(index: number): void {
    setActiveId(found[index]?.id)
  }

  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fade-in fixed inset-0 z-40 bg-black/35" />
        <Dialog.Content
          data-testid="palette"
          aria-describedby={undefined}
          className="fade-in fixed top-[max(12px,12dvh)] left-1/2 z-50 flex max-h-[min(480px,76dvh)] w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl border border-line-strong bg-raised focus:outline-none"
          onOpenAutoFocus={(event) => {
            event.preventDefault()
            input.current?.focus()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (cameFrom instanceof HTMLElement) cameFrom.focus({ preventScroll: true })
            chosen.current?.run() // what it does may move the focus on
          }}
        >
          <Dialog.Title className="sr-only">{paletteTexts.title}</Dialog.Title>
          <input
            ref={input}
            type="text"
            role="combobox"
            aria-label={paletteTexts.title}
            aria-expanded={found.length > 0}
            aria-controls={found.length > 0 ? listId : undefined}
            aria-autocomplete="list"
            aria-activedescendant={found.length > 0 ? `${listId}-${current}` : undefined}
            placeholder={paletteTexts.placeholder}
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            data-testid="palette-input"
            value={text}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value)
              setActiveId(undefined)
            }}
            onKeyDown={onKeyDown}
            className="h-12 w-full shrink-0 border-line border-b bg-transparent px-4 text-base placeholder:text-faint focus:outline-none"
          />
          <div data-testid="palette-list" className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5">
            {found.length > 0 && (
              <div id={listId} role="listbox" aria-label={paletteTexts.results}>
                {found.map((item, index) => (
                  <Fragment key={item.id}>
                    {item.group !== found[index - 1]?.group && (
                      <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-2xs text-faint not-first:pt-3">
                        {item.group}
                      </p>
                    )}
                    <Row
                      item={item}
                      id={`${listId}-${index}`}
                      active={index === current}
                      onPoint={() => setActiveId(item.id)}
                      onChoose={() => choose(item)}
                    />
                  </Fragment>
                ))}
              </div>
            )}
            {found.length === 0 && (
              <p role="status" className="px-3 py-8 text-center text-muted">
                {paletteTexts.nothing}
              </p>
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface RowProps {
  item: PaletteItem
  id: string
  active: boolean
  onPoint: () => void
  onChoose: () => void
}

function Row({ item: { group, label, hint, keys, icon: Icon }, id, active, onPoint, onChoose }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's, which has the focus
    <div
      id={id}
      ref={active ? scrollIntoView : undefined}
      role="option"
      aria-selected={active}
      aria-label={[group, label, hint, keys].filter(Boolean).join(', ')}
      tabIndex={-1}
      data-testid="palette-item"
      className={cx('flex h-9 items-center gap-3 rounded-(--radius-control) px-2.5', active && 'bg-selected')}
      onPointerMove={() => !active && onPoint()}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <Icon className={cx('size-4 shrink-0', active ? 'text-accent' : 'text-muted')} aria-hidden strokeWidth={1.75} />
      <span className="min-w-0 truncate" dir="auto">
        {label}
      </span>{' '}
      {hint && (
        <span className="min-w-0 shrink-[2] truncate text-faint text-xs" dir="auto">
          {hint}
        </span>
      )}{' '}
      {keys && (
        <span className="ml-auto flex shrink-0 gap-1 max-sm:hidden">
          {keys.split(' ').map((key) => (
            <Fragment key={key}>
              {' '}
              <Kbd>{key}</Kbd>
            </Fragment>
          ))}
        </span>
      )}
    </div>
  )
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}

/**
 * The search box over the list: text with finished clauses as chips and mistakes underlined, suggestions and earlier searches
 * under it. What is found is the list's business.
 */
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react'
import { useApi } from '../../api/api.ts'
import type { ListScope } from '../../api/list-scope.ts'
import { cx } from '../../lib/cx.ts'
import { searchTexts } from '../../texts/search.ts'
import { IssueOverlay } from '../../ui/issue-overlay.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { PinButton } from './pin-button.tsx'
import { seenValues } from './seen-values.ts'
import { type Suggestions, suggest } from './suggest.ts'
import { isSaved, type Option, optionId, SuggestionList } from './suggestion-list.tsx'
import { typeOver, useChips } from './use-chips.tsx'
import { useSavedSuggestions } from './use-saved-suggestions.ts'
import { type SearchTextProps, useSearchText } from './use-search-text.ts'

export interface SearchBoxProps extends SearchTextProps {
  /** What the list shows now: suggestions are made from it. */
  scope: ListScope
  mailboxNames: readonly string[]
  tagNames: readonly string[]
  inputRef: RefObject<HTMLInputElement | null>
  /** ↓ where nothing is suggested goes on into the list. */
  onDown: () => void
  /** Esc has left the box: the focus goes on from here. */
  onLeave: () => void
  /** An earlier search was chosen. */
  onChoose: (scope: ListScope) => void
  /** At the end of its line. */
  beside: ReactNode
}

const INNER_BUTTON = 'flex h-full shrink-0 items-center rounded-(--radius-control) px-1.5'

const NOTHING: Suggestions = { start: 0, end: 0, options: [] }

export function SearchBox({
  scope,
  mailboxNames,
  tagNames,
  inputRef,
  onDown,
  onLeave,
  onChoose,
  beside,
  ...search
}: SearchBoxProps) {
  const { windows, searches } = useApi()
  const box = useSearchText(search)
  const { text } = box
  const [suggesting, setSuggesting] = useState<'no' | 'here' | 'all'>('no')
  const [caret, setCaret] = useState(0)
  const [focused, setFocused] = useState(false)
  const [activeIndex, setActiveIndex] = useState<number | undefined>(undefined)
  const overlay = useRef<HTMLSpanElement>(null)
  const caretAfter = useRef<number | undefined>(undefined)
  const listId = useId()
  const issueId = useId()

  const valuesOf = (field: string) => seenValues(field, windows.of(scope).get(), { mailbox: mailboxNames, tag: tagNames })
  const earlier = useSavedSuggestions(scope.mailbox)
  const saved = text === '' && suggesting !== 'no' ? earlier : []
  const asksForAll = suggesting === 'all' || saved.length > 0
  const { start, end, options: words } = suggesting === 'no' ? NOTHING : suggest(text, caret, { valuesOf, asksForAll })
  const options: readonly Option[] = [...saved, ...words]
  const isOpen = options.length > 0
  // A word that is being completed is not wrong yet.
  const issues = isOpen ? box.issues.filter((issue) => issue.end < caret || issue.start > caret) : box.issues
  const chips = useChips({ text, caret: focused ? caret : undefined, issues: box.issues, inputRef, onRemoved: box.type })
  const hasError = box.issues.some(({ severity }) => severity === 'error')
  const issue = isOpen ? undefined : (issues.find(({ severity }) => severity === 'error') ?? issues[0])

  useLayoutEffect(() => {
    if (caretAfter.current !== undefined) inputRef.current?.setSelectionRange(caretAfter.current, caretAfter.current)
    caretAfter.current = undefined
    alignOverlay()
  })

  function alignOverlay(): void {
    const scrolled = inputRef.current?.scrollLeft ?? 0
    if (overlay.current) overlay.current.style.transform = `translateX(${-scrolled}px)`
    chips.scroll(scrolled)
  }

  function change(next: string, at: number, isFinal: boolean): void {
    box.type(next, isFinal)
    setCaret(at)
    setActiveIndex(undefined)
    setSuggesting('here')
  }

  function take(option: Option): void {
    if (isSaved(option)) {
      close()
      searches.remember(option.scope.q)
      onChoose(option.scope)
      return
    }
    const { insert } = option
    const eatsBlank = insert.endsWith(' ') && text[end] === ' '
    const upTo = eatsBlank ? end + 1 : end
    if (typeOver(inputRef.current, { start, end: upTo }, insert)) return
    caretAfter.current = start + insert.length
    change(text.slice(0, start) + insert + text.slice(upTo), start + insert.length, true)
  }

  function step(by: 1 | -1): void {
    const from = activeIndex ?? (by === 1 ? -1 : options.length)
    setActiveIndex((from + by + options.length) % options.length)
  }

  function close(): void {
    setSuggesting('no')
    setActiveIndex(undefined)
  }

  function leave(): void {
    inputRef.current?.blur()
    onLeave()
  }

  /** What has been searched for, not each letter on the way. */
  function remember(): void {
    const asked = text.trim()
    if (asked !== '' && !hasError) searches.remember(asked)
  }

  function clear(): void {
    if (text.trim() === search.q) remember()
    close()
    box.clear()
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return
    const { key } = event
    const active = options[activeIndex ?? -1]
    const tabbed = key === 'Tab' && !event.shiftKey && isOpen ? (active ?? (text === '' ? undefined : options[0])) : undefined
    const taken = key === 'Enter' ? active : tabbed
    if (taken) take(taken)
    else if (activeIndex === undefined && chips.select(event)) close()
    else if (key === 'Enter') {
      close()
      box.searchNow()
      remember()
    } else if (key === 'Escape') {
      if (text === '') leave()
      else if (isOpen) close()
      else clear()
    } else if (key === 'Delete' && active && isSaved(active) && !active.isPinned) {
      searches.forget(active.scope.q)
    } else if ((key === 'ArrowDown' || key === 'ArrowUp') && isOpen) step(key === 'ArrowDown' ? 1 : -1)
    else if (key === 'ArrowDown' && text === '') setSuggesting('all')
    else if (key === 'ArrowDown') onDown()
    else return
    event.preventDefault()
  }

  return (
    <search className="block shrink-0 border-line border-b px-3 py-2">
      <div className="relative flex items-center gap-1">
        <div
          className={cx(
            'flex h-8 min-w-0 grow items-center gap-2 rounded-(--radius-control) border bg-surface pl-2.5 focus-within:border-accent focus-within:outline-1 focus-within:outline-accent',
            issue?.severity === 'error' ? 'border-danger' : 'border-line-strong',
          )}
        >
          <Search className="size-4 shrink-0 text-faint" aria-hidden strokeWidth={1.75} />
          <span
            // Chips stand a little out of their text: blanks make room for that.
            className={cx(
              'relative isolate flex h-full min-w-0 grow items-center [word-spacing:8px]',
              chips.any && 'pointer-coarse:[word-spacing:22px]',
            )}
            {...chips.hover}
          >
            <input
              ref={inputRef}
              type="text"
              role="combobox"
              aria-label={searchTexts.label}
              aria-expanded={isOpen}
              aria-controls={isOpen ? listId : undefined}
              aria-autocomplete="list"
              aria-activedescendant={activeIndex !== undefined && isOpen ? optionId(listId, activeIndex) : undefined}
              aria-invalid={issues.some(({ severity }) => severity === 'error')}
              aria-describedby={issue && issueId}
              aria-keyshortcuts="/"
              placeholder={searchTexts.placeholder}
              enterKeyHint="search"
              autoComplete="off"
              autoCapitalize="off"
              autoCorrect="off"
              spellCheck={false}
              data-testid="search-input"
              value={text}
              onChange={({ currentTarget, nativeEvent }) =>
                change(
                  currentTarget.value,
                  currentTarget.selectionStart ?? currentTarget.value.length,
                  !('isComposing' in nativeEvent && nativeEvent.isComposing),
                )
              }
              onCompositionEnd={({ currentTarget }) => box.type(currentTarget.value)}
              onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart ?? 0)}
              onScroll={alignOverlay}
              onKeyDown={onKeyDown}
              onFocus={() => {
                setFocused(true)
                if (text === '') setSuggesting('here')
              }}
              onClick={() => {
                if (text === '' && !isOpen) setSuggesting('here')
              }}
              onBlur={() => {
                setFocused(false)
                close()
                box.leave()
                remember()
              }}
              className="relative z-10 h-full w-full min-w-0 bg-transparent [word-spacing:inherit] placeholder:text-faint focus:outline-none"
            />
            {chips.layer}
            {issues.length > 0 && <IssueOverlay text={text} issues={issues} ref={overlay} />}
          </span>
          {text === '' ? (
            <span className="pr-2 pointer-coarse:hidden" aria-hidden="true">
              <Kbd>/</Kbd>
            </span>
          ) : (
            <span className="flex h-full shrink-0">
              {!hasError && text.trim() !== '' && (
                <PinButton scope={{ mailbox: scope.mailbox, q: text.trim() }} className={INNER_BUTTON} onPin={box.searchNow} />
              )}
              <button
                type="button"
                aria-label={searchTexts.clear}
                data-testid="search-clear"
                className={cx(INNER_BUTTON, 'pr-2 text-muted hover:text-text')}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => {
                  clear()
                  inputRef.current?.focus()
                }}
              >
                <X className="size-4" aria-hidden strokeWidth={1.75} />
              </button>
            </span>
          )}
        </div>
        {beside}
        {isOpen && (
          <SuggestionList
            id={listId}
            options={options}
            activeIndex={activeIndex}
            onTake={take}
            onForget={({ scope: { q } }) => searches.forget(q)}
          />
        )}
      </div>
      {issue && (
        <p
          id={issueId}
          role="status"
          data-testid="search-issue"
          className={cx('px-1 pt-1.5 text-xs', issue.severity === 'error' ? 'text-danger' : 'text-warning')}
        >
          {issue.message}
        </p>
      )}
    </search>
  )
}

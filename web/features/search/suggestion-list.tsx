/** The list under the search box. The box keeps the focus; `activeIndex` is what its keys have reached. */
import { Clock, Pin, X } from 'lucide-react'
import { Fragment } from 'react'
import { cx } from '../../lib/cx.ts'
import { searchTexts as texts } from '../../texts/search.ts'
import type { Suggestion } from './suggest.ts'
import type { SavedSuggestion } from './use-saved-suggestions.ts'

export type Option = Suggestion | SavedSuggestion

export interface SuggestionListProps {
  id: string
  options: readonly Option[]
  activeIndex: number | undefined
  onTake: (option: Option) => void
  onForget: (option: SavedSuggestion) => void
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`
}

export function isSaved(option: Option): option is SavedSuggestion {
  return 'scope' in option
}

export function SuggestionList({ id, options, activeIndex, onTake, onForget }: SuggestionListProps) {
  const headings = options.map((option) => headingOf(option))
  return (
    <div
      id={id}
      role="listbox"
      aria-label={texts.suggestions}
      data-testid="search-suggestions"
      className="fade-in absolute inset-x-0 top-full z-30 mt-1 max-h-80 overflow-y-auto rounded-lg border border-line-strong bg-raised p-1"
    >
      {options.map((option, index) => (
        <Fragment key={`${headings[index]}/${option.label}`}>
          {/* One heading over words alone would say nothing. */}
          {headings[index] !== headings[index - 1] && (index > 0 || isSaved(option)) && (
            <p aria-hidden="true" className="px-2 pt-1.5 pb-0.5 text-2xs text-faint not-first:pt-3">
              {headings[index]}
            </p>
          )}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's, which has the focus */}
          <div
            id={optionId(id, index)}
            ref={index === activeIndex ? scrollIntoView : undefined}
            role="option"
            aria-selected={index === activeIndex}
            aria-label={nameOf(option)}
            tabIndex={-1}
            className={cx(
              'group flex min-h-8 gap-3 rounded-(--radius-control) px-2 py-1.5',
              isSaved(option) ? 'items-center' : 'items-baseline',
              index === activeIndex ? 'bg-selected' : 'hover:bg-hover',
            )}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onTake(option)}
          >
            {isSaved(option) ? <Saved option={option} onForget={onForget} /> : <Word option={option} />}
          </div>
        </Fragment>
      ))}
    </div>
  )
}

function headingOf(option: Option): string {
  if (!isSaved(option)) return texts.headings.words
  return option.isPinned ? texts.headings.pinned : texts.headings.recent
}

/** Of a word, what is seen says enough. */
function nameOf(option: Option): string | undefined {
  if (!isSaved(option)) return undefined
  return option.isPinned ? texts.pinnedSearch(option.label) : texts.recentSearch(option.label)
}

function Word({ option: { label, help, example } }: { option: Suggestion }) {
  if (help === undefined) return <span className="min-w-0 truncate">{label}</span>
  return (
    <>
      <span className="w-22 shrink-0 font-medium">{label}</span>
      <span className="min-w-0 grow text-muted text-xs">
        {help}
        <span className="block text-faint">{example}</span>
      </span>
    </>
  )
}

function Saved({ option, onForget }: { option: SavedSuggestion; onForget: (option: SavedSuggestion) => void }) {
  const Icon = option.isPinned ? Pin : Clock
  return (
    <>
      <Icon className="size-3.5 shrink-0 text-faint" aria-hidden strokeWidth={1.75} />
      <span className="min-w-0 grow truncate" dir="auto">
        {option.label}
      </span>
      {!option.isPinned && (
        // An option holds no control: the key does the same.
        <span
          aria-hidden="true"
          title={texts.forgetHint}
          data-testid="forget-search"
          className="-my-1 -mr-1 flex size-6 shrink-0 items-center justify-center rounded text-faint hover:text-text pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100 pointer-fine:group-aria-selected:opacity-100"
          onClick={(event) => {
            event.stopPropagation()
            onForget(option)
          }}
        >
          <X className="size-3.5" aria-hidden strokeWidth={1.75} />
        </span>
      )}
    </>
  )
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}

/** The list under the search box. The box keeps the focus; `activeIndex` is what its keys have reached. */
import { cx } from '../../lib/cx.ts'
import type { Suggestion } from './suggest.ts'

export interface SuggestionListProps {
  id: string
  options: readonly Suggestion[]
  activeIndex: number | undefined
  onTake: (option: Suggestion) => void
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`
}

export function SuggestionList({ id, options, activeIndex, onTake }: SuggestionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      data-testid="search-suggestions"
      className="fade-in absolute inset-x-0 top-full z-30 mt-1 max-h-80 overflow-y-auto rounded-lg border border-line-strong bg-raised p-1"
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's, which has the focus
        <div
          key={option.label}
          id={optionId(id, index)}
          ref={index === activeIndex ? scrollIntoView : undefined}
          role="option"
          aria-selected={index === activeIndex}
          tabIndex={-1}
          className={cx(
            'flex min-h-8 items-baseline gap-3 rounded-(--radius-control) px-2 py-1.5',
            index === activeIndex ? 'bg-selected' : 'hover:bg-hover',
          )}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(option)}
        >
          <span className={option.help === undefined ? 'min-w-0 truncate' : 'w-22 shrink-0 font-medium'}>{option.label}</span>
          {option.help !== undefined && (
            <span className="min-w-0 grow text-muted text-xs">
              {option.help}
              <span className="block text-faint">{option.example}</span>
            </span>
          )}
        </div>
      ))}
    </div>
  )
}

function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}

/** Pins the search in the box to the sidebar, or takes it from there. */
import { Pin } from 'lucide-react'
import { useApi } from '../../api/api.ts'
import { keyOf, type ListScope } from '../../api/list-scope.ts'
import { MAX_PINNED } from '../../api/saved-searches.ts'
import { cx } from '../../lib/cx.ts'
import { useStore } from '../../lib/external-store.ts'
import { searchTexts as texts } from '../../texts/search.ts'
import { Tip } from '../../ui/tip.tsx'
import { showNote } from '../../ui/toast.tsx'

export interface PinButtonProps {
  scope: ListScope & { q: string }
  className: string
  /** Before it is pinned: what is pinned has been applied. */
  onPin: () => void
}

export function PinButton({ scope, className, onPin }: PinButtonProps) {
  const { searches } = useApi()
  const pinned = useStore(searches.pinned)
  const isPinned = pinned.some((each) => keyOf(each) === keyOf(scope))
  const label = isPinned ? texts.unpin : texts.pin

  function toggle(): void {
    if (isPinned) searches.unpin(scope)
    else if (pinned.length >= MAX_PINNED) showNote(texts.notPinned, texts.notPinnedHow(MAX_PINNED))
    else {
      onPin()
      searches.pin(scope)
    }
  }

  return (
    <Tip label={label}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={isPinned}
        data-testid="search-pin"
        className={cx(className, isPinned ? 'text-accent' : 'text-muted hover:text-text')}
        onPointerDown={(event) => event.preventDefault()}
        onClick={toggle}
      >
        <Pin className="size-4" aria-hidden strokeWidth={1.75} fill={isPinned ? 'currentColor' : 'none'} />
      </button>
    </Tip>
  )
}

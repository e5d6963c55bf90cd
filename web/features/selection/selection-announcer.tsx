/** Tells a screen reader how many are selected, since the bar that shows it may not be there yet. */
import { useEffect, useState } from 'react'
import { selectionTexts } from '../../texts/selection.ts'

export function SelectionAnnouncer({ count, isWhole }: { count: number; isWhole: boolean }) {
  const [wasUsed, setWasUsed] = useState(false)
  useEffect(() => {
    if (count > 0) setWasUsed(true)
  }, [count])
  return (
    <div role="status" aria-live="polite" className="sr-only" data-testid="selection-status">
      {count > 0
        ? isWhole
          ? selectionTexts.allSelected(count)
          : selectionTexts.selected(count)
        : wasUsed && selectionTexts.none}
    </div>
  )
}

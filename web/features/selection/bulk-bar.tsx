/** Stands where the name of the list does while messages are selected: how many, and what can be done to all of them. */
import { Download, Mail, MailOpen, Pin, Tag, Trash2, X } from 'lucide-react'
import { useRef } from 'react'
import { selectionTexts } from '../../texts/selection.ts'
import { IconButton } from '../../ui/icon-button.tsx'

export const BULK_TAG_ID = 'bulk-tag'

/** More ids do not fit the address of a download. */
const MAX_EXPORTED = 200

export interface BulkBarProps {
  count: number
  /** Of what the list holds; `isAtLeast` where the server has stopped to count. */
  total: number
  isAtLeast: boolean
  isWhole: boolean
  allSeen: boolean
  allPinned: boolean
  onToggleSeen: () => void
  onTogglePinned: () => void
  /** Given the button, for what is opened to stand beside it. */
  onTag: (button: Element) => void
  onExport: () => void
  onDelete: () => void
  onSelectAll: () => void
  onClear: () => void
}

export function BulkBar({ count, total, isAtLeast, isWhole, allSeen, allPinned, ...on }: BulkBarProps) {
  const bar = useRef<HTMLDivElement>(null)
  const told = isWhole ? selectionTexts.allSelected(total, isAtLeast) : selectionTexts.selected(count)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={bar}
      role="group"
      tabIndex={-1}
      aria-label={selectionTexts.toolbar}
      data-testid="bulk-bar"
      className="fade-in flex h-12 shrink-0 items-center gap-0.5 border-line border-b bg-selected pr-2 pl-1 focus-visible:outline-offset-[-2px]"
    >
      <IconButton icon={X} label={selectionTexts.clear} shortcut="Esc" data-testid="bulk-clear" onClick={on.onClear} />
      <div className="min-w-0 grow leading-none">
        <p data-testid="bulk-count" className="truncate font-semibold tabular-nums">
          {told}
        </p>
        {!isWhole && count < total && (
          <button
            type="button"
            data-testid="bulk-select-all"
            className="block max-w-full truncate rounded text-accent text-xs tabular-nums hover:underline"
            onClick={() => {
              bar.current?.focus() // this button goes
              on.onSelectAll()
            }}
          >
            {selectionTexts.selectAll(total, isAtLeast)}
          </button>
        )}
      </div>
      <IconButton
        icon={allSeen ? Mail : MailOpen}
        label={allSeen ? selectionTexts.markUnseen : selectionTexts.markSeen}
        shortcut="e"
        data-testid="bulk-seen"
        onClick={on.onToggleSeen}
      />
      <IconButton
        icon={Pin}
        label={allPinned ? selectionTexts.unpin : selectionTexts.pin}
        shortcut="p"
        active={allPinned}
        data-testid="bulk-pin"
        onClick={on.onTogglePinned}
      />
      <IconButton
        icon={Tag}
        label={selectionTexts.tag}
        shortcut="t"
        id={BULK_TAG_ID}
        data-testid="bulk-tag"
        onClick={(event) => on.onTag(event.currentTarget)}
      />
      <IconButton
        icon={Download}
        label={!isWhole && count > MAX_EXPORTED ? selectionTexts.exportTooMany(MAX_EXPORTED) : selectionTexts.export}
        aria-disabled={!isWhole && count > MAX_EXPORTED}
        className="aria-disabled:opacity-45"
        data-testid="bulk-export"
        onClick={() => (isWhole || count <= MAX_EXPORTED) && on.onExport()}
      />
      <IconButton icon={Trash2} label={selectionTexts.delete} shortcut="#" data-testid="bulk-delete" onClick={on.onDelete} />
    </div>
  )
}

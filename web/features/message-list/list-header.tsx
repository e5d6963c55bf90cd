/** Over the list: which mail this is, how much of it, and what can be done to all of it. */
import { CheckCheck, Download, Ellipsis, MailPlus, Menu as MenuIcon, SlidersHorizontal, Trash2 } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import type { ListScope } from '../../api/list-scope.ts'
import { formatQuantity } from '../../lib/format-number.ts'
import { listTexts } from '../../texts/list.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'

export interface ListHeaderProps {
  scope: ListScope
  /** The place in the sidebar that it is. */
  title: string
  counts: { total: number; unseen: number }
  /** They are not known while a list loads, nor when it could not be. */
  isCounted: boolean
  /** Where the server has stopped to count what a search finds. */
  atLeast: number | undefined
  /** Given when the sidebar is a drawer. */
  onMenu: (() => void) | undefined
  /** About all that the list shows. The button has the focus afterwards. */
  onAsk: (what: 'delete' | 'export', button: RefObject<HTMLElement | null>) => void
  onMarkAllSeen: () => void
  onAddFiles: () => void
  onTagRules: () => void
}

export function ListHeader({ scope, title, counts, isCounted, atLeast, onMenu, onAsk, onMarkAllSeen, ...on }: ListHeaderProps) {
  const more = useRef<HTMLButtonElement>(null)
  const isSearch = scope.q !== undefined
  const quantity = atLeast === undefined ? formatQuantity(counts.total, 'message') : listTexts.orMore(atLeast)
  const meant = isSearch ? quantity : undefined

  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b pr-2 pl-4">
      {onMenu && (
        <IconButton icon={MenuIcon} label={listTexts.mailboxes} className="-ml-2" data-testid="open-nav" onClick={onMenu} />
      )}
      <h2 className="min-w-0 truncate font-semibold text-base" dir="auto">
        {title}
      </h2>
      <p
        className="ml-auto shrink-0 text-faint text-xs tabular-nums"
        role={isSearch ? 'status' : undefined}
        data-testid="list-count"
      >
        {isSearch
          ? isCounted && listTexts.found(atLeast ?? counts.total, atLeast !== undefined)
          : counts.unseen > 0 && listTexts.unseenCount(counts.unseen)}
      </p>
      <Menu trigger={<IconButton ref={more} icon={Ellipsis} label={listTexts.more} />}>
        <MenuItem icon={CheckCheck} disabled={counts.unseen === 0} onSelect={onMarkAllSeen} testId="action-mark-all-seen">
          {listTexts.markSeen(meant)}
        </MenuItem>
        <MenuItem icon={Download} disabled={counts.total === 0} onSelect={() => onAsk('export', more)} testId="action-export">
          {listTexts.export(meant)}
        </MenuItem>
        <MenuItem icon={MailPlus} onSelect={on.onAddFiles} testId="action-add-files">
          {listTexts.addFiles}
        </MenuItem>
        <MenuItem icon={SlidersHorizontal} onSelect={on.onTagRules} testId="action-tag-rules">
          {listTexts.tagRules}
        </MenuItem>
        <MenuItem
          icon={Trash2}
          danger
          disabled={counts.total === 0}
          onSelect={() => onAsk('delete', more)}
          testId="action-delete-all"
        >
          {listTexts.delete(meant)}
        </MenuItem>
      </Menu>
    </header>
  )
}

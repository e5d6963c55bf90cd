/** Over the list: which mail this is, how much of it, and what can be done to all of it. */
import { CheckCheck, Ellipsis, Menu as MenuIcon, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { MessageSelection } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { type ListScope, toQuery } from '../../api/list-scope.ts'
import { formatCount, formatQuantity } from '../../lib/format-number.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { showError } from '../../ui/toast.tsx'

export interface ListHeaderProps {
  scope: ListScope
  counts: { total: number; unseen: number }
  /** Where the server has stopped to count what a search finds. */
  atLeast: number | undefined
  /** Given when the sidebar is a drawer. */
  onMenu: (() => void) | undefined
}

export function ListHeader({ scope, counts, atLeast, onMenu }: ListHeaderProps) {
  const { client } = useApi()
  const [confirming, setConfirming] = useState(false)
  const { mailbox, q } = scope
  const isSearch = q !== undefined
  const select: MessageSelection = isSearch ? { ...toQuery(scope), q } : { all: true, ...(mailbox !== undefined && { mailbox }) }
  const quantity = atLeast === undefined ? formatQuantity(counts.total, 'message') : `${formatCount(atLeast)} or more messages`
  const place = mailbox === undefined ? '' : ` in ${mailbox}`

  async function markAllSeen(): Promise<void> {
    try {
      await client.patch({ select, set: { seen: true } })
    } catch (error) {
      showError('Could not mark all as seen', error)
    }
  }

  async function deleteAll(): Promise<void> {
    setConfirming(false)
    try {
      await client.delete(select)
    } catch (error) {
      showError('Could not delete', error)
    }
  }

  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b pr-2 pl-4">
      {onMenu && <IconButton icon={MenuIcon} label="Mailboxes" className="-ml-2" data-testid="open-nav" onClick={onMenu} />}
      <h1 className="min-w-0 truncate font-semibold text-base">{mailbox ?? 'All mail'}</h1>
      <p
        className="ml-auto shrink-0 text-faint text-xs tabular-nums"
        role={isSearch ? 'status' : undefined}
        data-testid="list-count"
      >
        {isSearch
          ? `${formatCount(atLeast ?? counts.total)}${atLeast === undefined ? '' : '+'} found`
          : counts.unseen > 0 && `${formatCount(counts.unseen)} unseen`}
      </p>
      <Menu trigger={<IconButton icon={Ellipsis} label="More for this list" disabled={counts.total === 0} />}>
        <MenuItem
          icon={CheckCheck}
          disabled={counts.unseen === 0}
          onSelect={() => void markAllSeen()}
          testId="action-mark-all-seen"
        >
          {isSearch ? `Mark ${quantity} as seen` : 'Mark all as seen'}
        </MenuItem>
        <MenuItem icon={Trash2} danger onSelect={() => setConfirming(true)} testId="action-delete-all">
          {isSearch ? `Delete ${quantity}…` : 'Delete all…'}
        </MenuItem>
      </Menu>
      <Dialog title={`Delete ${quantity}${place}?`} open={confirming} onOpenChange={setConfirming}>
        {isSearch && (
          <p className="mb-2 wrap-anywhere">
            All that <span className="rounded bg-sunken px-1 py-0.5 font-mono text-xs">{q}</span> finds, also what comes until
            then.
          </p>
        )}
        <p className="text-muted">They are gone for good, also for everyone else who uses this Mailmitt.</p>
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={() => setConfirming(false)}>Keep them</Button>
          <Button look="danger" data-testid="confirm-delete-all" onClick={() => void deleteAll()}>
            Delete {quantity}
          </Button>
        </div>
      </Dialog>
    </header>
  )
}

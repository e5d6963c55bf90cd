/** Asks before all that a list shows is deleted: counts it first, and says where it is. What comes after the count is not meant. */
import { useQuery } from '@tanstack/react-query'
import type { RefObject } from 'react'
import type { MessageCount } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { countQuery } from '../../api/count-queries.ts'
import type { ListScope } from '../../api/list-scope.ts'
import { formatCount, formatQuantity } from '../../lib/format-number.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'

interface DeleteListDialogProps {
  scope: ListScope
  /** Has the focus afterwards; else what had it before. */
  button: RefObject<HTMLElement | null> | undefined
  onClose: () => void
  onDelete: (count: MessageCount) => void
}

/** Mounted while it is open, so that each time counts anew. */
export function DeleteListDialog({ scope, button, onClose, onDelete }: DeleteListDialogProps) {
  const { client } = useApi()
  const { data: count, error, refetch } = useQuery(countQuery(client, scope))
  const quantity = count && formatQuantity(count.total, 'message')
  const isNothing = count?.total === 0
  const title = isNothing ? 'Nothing to delete' : quantity === undefined ? 'Delete messages?' : `Delete ${quantity}?`
  return (
    <Dialog title={title} open onOpenChange={onClose} {...(button && { returnFocus: button })}>
      {error ? (
        <ErrorNote title="Could not count them" error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <p className="wrap-anywhere" data-testid="delete-scope">
            <Place scope={scope} />
          </p>
          {count ? <Details count={count} /> : <Counting />}
          {!isNothing && (
            <p className="mt-3 text-muted">
              What arrives from now on stays. You have six seconds to undo; then they are gone for good, also for everyone else
              who uses this Mailmitt.
            </p>
          )}
        </>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{isNothing || error ? 'Close' : 'Keep them'}</Button>
        {!isNothing && !error && (
          <Button
            look="danger"
            disabled={!count}
            data-testid="confirm-delete-all"
            onClick={() => {
              if (count) onDelete(count)
              onClose()
            }}
          >
            {quantity === undefined ? 'Delete' : `Delete ${quantity}`}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

function Place({ scope: { mailbox, q } }: { scope: ListScope }) {
  const place = mailbox === undefined ? 'all mailboxes' : `mailbox ${mailbox}`
  if (q === undefined) return `Everything in ${place}.`
  return (
    <>
      All that <span className="rounded bg-sunken px-1 py-0.5 font-mono text-xs">{q}</span> finds in {place}.
    </>
  )
}

/** More mailboxes than this are summed up. */
const NAMED_MAILBOXES = 3

function Details({ count: { total, unseen, pinned, mailboxes } }: { count: MessageCount }) {
  const most = [...mailboxes].sort((a, b) => b.total - a.total)
  const named = most.length > NAMED_MAILBOXES + 1 ? most.slice(0, NAMED_MAILBOXES) : most
  const others = most.length - named.length
  const rest = total - named.reduce((sum, { total }) => sum + total, 0)
  return (
    <div className="mt-3" data-testid="delete-details">
      {most.length > 1 && (
        <dl className="mb-2 grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
          {named.map(({ name, total }) => (
            <Line key={name} label={name} count={total} />
          ))}
          {others > 0 && <Line label={`${formatCount(others)} other mailboxes`} count={rest} />}
        </dl>
      )}
      {unseen > 0 && <p>{tellShare(unseen, total)} unseen.</p>}
      {pinned > 0 && <p className="font-medium">{tellShare(pinned, total)} pinned.</p>}
    </div>
  )
}

function tellShare(some: number, total: number): string {
  if (total === 1) return 'It is'
  if (some === total) return 'All of them are'
  return some === 1 ? '1 of them is' : `${formatCount(some)} of them are`
}

function Line({ label, count }: { label: string; count: number }) {
  return (
    <>
      <dt className="truncate">{label}</dt>
      <dd className="text-right tabular-nums">{formatCount(count)}</dd>
    </>
  )
}

function Counting() {
  return (
    <div className="mt-3 flex flex-col gap-2.5 py-1.5 motion-safe:animate-pulse" role="status">
      <span className="sr-only">Counting</span>
      <div className="h-2.5 w-2/5 rounded bg-line" />
      <div className="h-2.5 w-1/4 rounded bg-line" />
    </div>
  )
}

/** Asks before all that a list shows is deleted: counts it first, and says where it is. What comes after the count is not meant. */
import { useQuery } from '@tanstack/react-query'
import type { RefObject } from 'react'
import type { MessageCount } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { countQuery } from '../../api/count-queries.ts'
import type { ListScope } from '../../api/list-scope.ts'
import { formatCount } from '../../lib/format-number.ts'
import { deleteListTexts as texts } from '../../texts/list-dialogs.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Sentence } from '../../ui/sentence.tsx'

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
  const isNothing = count?.total === 0
  const title = isNothing ? texts.titleNothing : count ? texts.title(count.total) : texts.titleUncounted
  return (
    <Dialog title={title} open onOpenChange={onClose} {...(button && { returnFocus: button })}>
      {error ? (
        <ErrorNote title={texts.countFailed} error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <p className="wrap-anywhere" data-testid="delete-scope">
            <Place scope={scope} />
          </p>
          {count ? <Details count={count} /> : <Counting />}
          {!isNothing && <p className="mt-3 text-muted">{texts.help}</p>}
        </>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{isNothing || error ? texts.close : texts.keep}</Button>
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
            {count ? texts.delete(count.total) : texts.deleteUncounted}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

function Place({ scope: { mailbox, q } }: { scope: ListScope }) {
  if (q === undefined) return texts.everything(mailbox)
  return <Sentence of={texts.found(<span className="rounded bg-sunken px-1 py-0.5 font-mono text-xs">{q}</span>, mailbox)} />
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
          {others > 0 && <Line label={texts.otherMailboxes(others)} count={rest} />}
        </dl>
      )}
      {unseen > 0 && <p>{texts.unseen(unseen, total)}</p>}
      {pinned > 0 && <p className="font-medium">{texts.pinned(pinned, total)}</p>}
    </div>
  )
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
      <span className="sr-only">{texts.counting}</span>
      <div className="h-2.5 w-2/5 rounded bg-line" />
      <div className="h-2.5 w-1/4 rounded bg-line" />
    </div>
  )
}

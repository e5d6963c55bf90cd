/** One message in the list. A link, so that it opens in a new tab as links do; an option, so that a screen reader counts it. */
import { Check, Hash, Paperclip, Pin } from 'lucide-react'
import { type MouseEvent, memo, type PointerEvent, useRef } from 'react'
import type { MessageSummary } from '../../../shared/model/message.ts'
import { cx } from '../../lib/cx.ts'
import { findMarks } from '../../lib/find-marks.ts'
import { formatFirstOf, formatShortAddress } from '../../lib/format-address.ts'
import { formatAbsoluteTime, formatShortTime } from '../../lib/format-time.ts'
import type { SearchNeedles } from '../../lib/search-needles.ts'
import { listTexts } from '../../texts/list.ts'
import { rowTexts } from '../../texts/row.ts'
import { Chip } from '../../ui/chip.tsx'
import { Marked } from '../../ui/marked.tsx'
import { RowTags } from './row-tags.tsx'
import { useLongPress } from './use-long-press.ts'

interface MessageRowProps {
  message: MessageSummary
  top: number
  position: number
  /** -1 when it is not known. */
  total: number
  now: number
  showMailbox: boolean
  showRecipient: boolean
  needles: SearchNeedles
  open: boolean
  active: boolean
  selected: boolean
  /** Some row is selected: the boxes of all are in sight. */
  selecting: boolean
  focusable: boolean
  entered: boolean
  href: string
  onOpen: (id: string) => void
  onFocusRow: (id: string) => void
  onToggle: (id: string) => void
  /** From the row selected last to this one. */
  onExtend: (id: string) => void
}

/** Where mail goes that nobody routed: naming it on every row would say nothing. */
const UNROUTED = 'default'

/** Cut where it is too long, but not where its first letter reaches out to the left. */
const LINE = '-ml-0.5 truncate pl-0.5'

export const MessageRow = memo(function MessageRow({
  message,
  top,
  position,
  total,
  now,
  showMailbox,
  showRecipient,
  needles,
  ...row
}: MessageRowProps) {
  const { id, seen, subject, snippet, receivedAt } = message
  const sender = senderOf(message)
  const recipient = showRecipient && recipientOf(message)
  const touched = useRef(false)
  const press = useLongPress(() => row.onToggle(id))

  function click(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey) return // the browser's own: a new tab
    event.preventDefault()
    const byFinger = touched.current && event.detail > 0 // Enter clicks too
    if (byFinger && press.wasLong()) return
    if (event.shiftKey) row.onExtend(id)
    // Where nothing hovers, the box is small and the row is what a finger finds.
    else if (isOnBox(event) || (row.selecting && byFinger)) row.onToggle(id)
    else row.onOpen(id)
  }

  return (
    <a
      id={`message-${id}`}
      role="option"
      aria-selected={row.selected}
      aria-current={row.open ? 'true' : undefined}
      aria-posinset={position}
      aria-setsize={total}
      tabIndex={row.focusable ? 0 : -1}
      href={row.href}
      draggable={false}
      data-testid="message-row"
      data-id={id}
      data-seen={seen}
      className={cx(
        'message-row group/row absolute inset-x-0 top-0 flex h-19 flex-col justify-center pr-4 pl-7 text-text after:absolute after:right-0 after:bottom-0 after:left-7 after:h-px after:bg-line',
        'before:absolute before:inset-y-0 before:left-0 before:w-0.5 focus-visible:outline-1 focus-visible:outline-offset-[-1px] focus-visible:after:hidden',
        row.open || row.selected ? 'bg-selected' : row.active ? 'bg-hover' : 'bg-surface hover:bg-hover',
        row.open && 'before:bg-accent',
        row.entered && 'message-row-entered',
      )}
      style={{ transform: `translateY(${top}px)` }}
      onClick={click}
      onFocus={() => row.onFocusRow(id)}
      onPointerDown={(event: PointerEvent) => {
        touched.current = event.pointerType === 'touch'
        press.start(event)
      }}
      onPointerMove={press.move}
      onPointerUp={press.end}
      onPointerCancel={press.end}
      onContextMenu={(event) => touched.current && event.preventDefault()}
      // Text between the rows is not what a range of them is about.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      {!seen && <span className="sr-only">{listTexts.unseen}</span>}
      <SelectBox selected={row.selected} selecting={row.selecting} unseen={!seen} />
      {/* Who is short leaves room for the other; two that are long have half of it each. */}
      <span
        className={cx(
          'grid items-baseline gap-2',
          recipient
            ? 'grid-cols-[minmax(0,max-content)_minmax(0,max-content)_minmax(max-content,1fr)]'
            : 'grid-cols-[minmax(0,1fr)_max-content]',
        )}
      >
        <span className={cx(LINE, seen ? 'text-text' : 'font-semibold')} title={sender} dir="auto">
          {sender}
        </span>
        {recipient && (
          <span className="truncate text-faint text-xs" title={recipient} dir="auto" data-testid="row-recipient">
            <span aria-hidden="true">→ </span>
            <span className="sr-only">{listTexts.to}</span>
            {recipient}
          </span>
        )}
        <time
          dateTime={receivedAt}
          title={formatAbsoluteTime(receivedAt)}
          className="justify-self-end pl-1 text-faint text-xs tabular-nums"
        >
          {formatShortTime(receivedAt, now)}
        </time>
      </span>
      <span className="flex items-center gap-2">
        <span
          className={cx(LINE, 'min-w-0 grow', seen ? 'text-muted' : 'font-medium', !subject && 'text-faint italic')}
          dir="auto"
        >
          {subject ? <Marked text={subject} marks={findMarks(subject, needles.subject)} /> : listTexts.noSubject}
        </span>
        {message.pinned && (
          <Pin className="size-3.5 shrink-0 fill-current text-accent" role="img" aria-label={listTexts.pinned} />
        )}
        {message.attachmentCount > 0 && (
          <Paperclip
            className="size-3.5 shrink-0 text-faint"
            role="img"
            aria-label={listTexts.attachments(message.attachmentCount)}
            strokeWidth={1.75}
          />
        )}
      </span>
      <span className="flex h-4.5 items-center gap-2">
        <span className={cx(LINE, 'min-w-0 grow text-faint text-xs')} dir="auto">
          <Marked text={snippet} marks={findMarks(snippet, needles.text)} />
        </span>
        {message.code !== undefined && <CodeChip code={message.code} />}
        <RowTags tags={message.tags} />
        <FindingsChip {...message.findings} />
        {showMailbox && message.mailbox !== UNROUTED && (
          <Chip title={listTexts.mailbox(message.mailbox)}>{<span className="truncate">{message.mailbox}</span>}</Chip>
        )}
      </span>
    </a>
  )
})

/**
 * In the gutter, where the dot of the unseen is until the pointer comes. Not a control of its own: an option of a list box has none,
 * and `x` or Space do the same.
 */
const SelectBox = ({ selected, selecting, unseen }: { selected: boolean; selecting: boolean; unseen: boolean }) => (
  <span
    aria-hidden="true"
    data-testid="row-select"
    className="absolute inset-y-0 left-0 flex w-7 items-start justify-center pt-2.5"
  >
    {unseen && (
      <span
        className={cx(
          'absolute top-3.5 left-3 size-2 rounded-full bg-accent pointer-fine:group-hover/row:opacity-0',
          selecting && 'opacity-0',
        )}
      />
    )}
    <span
      className={cx(
        'flex size-4 items-center justify-center rounded border',
        selected
          ? 'border-accent bg-accent text-on-accent'
          : 'border-line-strong bg-surface text-transparent hover:border-accent',
        !selecting && 'opacity-0 pointer-fine:group-hover/row:opacity-100',
      )}
    >
      <Check className="size-3" strokeWidth={3} />
    </span>
  </span>
)

function isOnBox({ target }: MouseEvent): boolean {
  return target instanceof Element && target.closest('[data-testid="row-select"]') !== null
}

/** To be read off: a click on a row opens it, and the reader copies. */
const CodeChip = ({ code }: { code: string }) => (
  <Chip data-testid="row-code" title={rowTexts.code(code)} className="text-muted">
    <Hash aria-hidden strokeWidth={2} className="shrink-0" />
    <span className="sr-only">{rowTexts.codeLabel} </span>
    <span className="truncate font-medium">{code}</span>
  </Chip>
)

/** What is merely worth knowing is told in the reader: most mail has some of that. */
function FindingsChip({ error, warning }: MessageSummary['findings']) {
  const count = error + warning
  if (count === 0) return null
  const told = listTexts.findings(error, warning)
  return (
    <Chip tone={error > 0 ? 'danger' : 'warning'} title={told}>
      <span aria-hidden="true">{count}!</span>
      <span className="sr-only">{told}</span>
    </Chip>
  )
}

/** Who it says it is from; mail without a From field still has the path of MAIL FROM. */
function senderOf({ from, envelope }: MessageSummary): string {
  if (from.length > 0) return formatFirstOf(from.map(formatShortAddress))
  return envelope.reversePath || listTexts.noSender
}

function recipientOf({ to, envelope }: MessageSummary): string {
  return formatFirstOf(to.length > 0 ? to.map(({ addrSpec }) => addrSpec) : envelope.forwardPaths)
}

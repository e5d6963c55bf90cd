/** What can be done with the message, and the way to its neighbours. */
import {
  ArrowLeft,
  ChevronDown,
  ChevronUp,
  Download,
  GitCompareArrows,
  Mail,
  MailOpen,
  PanelLeft,
  Pin,
  Trash2,
  X,
} from 'lucide-react'
import type { Message } from '../../../shared/model/message.ts'
import { useApi } from '../../api/api.ts'
import { columnTexts } from '../../texts/columns.ts'
import { compareTexts } from '../../texts/compare.ts'
import { readerTexts as texts } from '../../texts/reader.ts'
import { IconButton, iconButtonClass } from '../../ui/icon-button.tsx'
import { Tip } from '../../ui/tip.tsx'

export interface MessageToolbarProps {
  message: Message | undefined
  /** Its place in the list beside it; absent when the list does not hold it. */
  position: { index: number; total: number; isAtLeast: boolean } | undefined
  hasPrevious: boolean
  hasNext: boolean
  /** In one column the list is behind; beside the list the reader closes. */
  alone: boolean
  /** Given where the list is a drawer. */
  onShowList: (() => void) | undefined
  onPrevious: () => void
  onNext: () => void
  onClose: () => void
  onToggleSeen: () => void
  onTogglePinned: () => void
  onDelete: () => void
  onCompare: () => void
}

export function MessageToolbar({ message, position, hasPrevious, hasNext, alone, ...on }: MessageToolbarProps) {
  const { client } = useApi()
  const absent = message === undefined
  const seenLabel = message?.seen ? texts.markUnseen : texts.markSeen
  return (
    <div className="flex h-12 shrink-0 items-center gap-0.5 border-line border-b px-3">
      {alone && <IconButton icon={ArrowLeft} label={texts.back} shortcut="Esc" data-testid="action-back" onClick={on.onClose} />}
      {on.onShowList && (
        <IconButton icon={PanelLeft} label={columnTexts.openList} data-testid="action-show-list" onClick={on.onShowList} />
      )}
      <IconButton
        icon={Trash2}
        label={texts.delete}
        shortcut="#"
        data-testid="action-delete"
        disabled={absent}
        onClick={on.onDelete}
      />
      <IconButton
        icon={message?.seen ? Mail : MailOpen}
        label={seenLabel}
        shortcut="e"
        data-testid="action-seen"
        disabled={absent}
        onClick={on.onToggleSeen}
      />
      <IconButton
        icon={Pin}
        label={message?.pinned ? texts.unpin : texts.pin}
        shortcut="p"
        active={message?.pinned ?? false}
        aria-pressed={message?.pinned ?? false}
        data-testid="action-pin"
        disabled={absent}
        onClick={on.onTogglePinned}
      />
      {message ? (
        <Tip label={texts.download}>
          <a
            href={client.urlOf(message.id, 'raw')}
            download={`${fileNameOf(message)}.eml`}
            aria-label={texts.download}
            data-testid="action-download"
            className={iconButtonClass}
          >
            <Download className="size-4" aria-hidden strokeWidth={1.75} />
          </a>
        </Tip>
      ) : (
        <IconButton icon={Download} label={texts.download} disabled />
      )}
      <IconButton
        icon={GitCompareArrows}
        label={compareTexts.action}
        data-testid="action-compare"
        disabled={absent}
        onClick={on.onCompare}
      />
      <span className="ml-auto pr-2 text-faint text-xs tabular-nums" data-testid="position">
        {position && texts.position(position.index + 1, position.total, position.isAtLeast)}
      </span>
      <IconButton
        icon={ChevronUp}
        label={texts.previous}
        shortcut="k"
        data-testid="action-previous"
        disabled={!hasPrevious}
        onClick={on.onPrevious}
      />
      <IconButton
        icon={ChevronDown}
        label={texts.next}
        shortcut="j"
        data-testid="action-next"
        disabled={!hasNext}
        onClick={on.onNext}
      />
      {!alone && <IconButton icon={X} label={texts.close} shortcut="Esc" data-testid="action-close" onClick={on.onClose} />}
    </div>
  )
}

/** The subject, as far as every file system takes it. */
function fileNameOf({ subject, id }: Message): string {
  const safe = subject
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M} ._-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '')
  return [...safe].slice(0, 60).join('').trim() || id
}

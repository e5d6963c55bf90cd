/** The tags of the open message: each says why it is there, leads to the others that have it, and can be taken off. */
import { Plus, X } from 'lucide-react'
import { type MouseEvent, useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import type { TagReason } from '../../../shared/model/tag.ts'
import { tagTexts } from '../../texts/tags.ts'
import { Tip } from '../../ui/tip.tsx'

/** More stand behind a button. */
const SHOWN_TAGS = 8

export interface MessageTagsProps {
  message: Pick<Message, 'tags' | 'tagReasons'>
  hrefOf: (tag: string) => string
  onSelect: (tag: string) => void
  onRemove: (tag: string) => void
  /** Given the button, for what is opened to stand beside it. */
  onAdd: (button: Element) => void
}

export const ADD_TAG_ID = 'add-tag'

export function MessageTags({ message: { tags, tagReasons }, hrefOf, onSelect, onRemove, onAdd }: MessageTagsProps) {
  const [expanded, setExpanded] = useState(false)
  // One behind a button takes as much room as the button.
  const shown = expanded || tags.length <= SHOWN_TAGS + 1 ? tags : tags.slice(0, SHOWN_TAGS)
  const more = tags.length - shown.length
  return (
    <ul aria-label={tagTexts.tags} className="flex min-w-0 flex-wrap gap-1" data-testid="message-tags">
      {shown.map((tag) => (
        <li key={tag} className="flex min-w-0">
          <TagChip
            name={tag}
            reason={tagReasons.find((reason) => reason.tag === tag)}
            href={hrefOf(tag)}
            onSelect={() => onSelect(tag)}
            onRemove={() => {
              document.getElementById(ADD_TAG_ID)?.focus() // the button that was pressed goes
              onRemove(tag)
            }}
          />
        </li>
      ))}
      {more > 0 && (
        <li className="flex">
          <button type="button" className={BUTTON} onClick={() => setExpanded(true)}>
            +{more}
          </button>
        </li>
      )}
      <li className="flex">
        <Tip label={tagTexts.add} shortcut="t">
          <button
            type="button"
            id={ADD_TAG_ID}
            data-testid="add-tag"
            className={BUTTON}
            onClick={(event) => onAdd(event.currentTarget)}
          >
            <Plus className="size-3" aria-hidden strokeWidth={2} />
            {tagTexts.addShort}
          </button>
        </Tip>
      </li>
    </ul>
  )
}

const BUTTON =
  'inline-flex h-5 items-center gap-1 rounded border border-line px-1.5 text-2xs text-faint transition-colors hover:border-line-strong hover:text-text'

interface TagChipProps {
  name: string
  reason: TagReason | undefined
  href: string
  onSelect: () => void
  onRemove: () => void
}

function TagChip({ name, reason, href, onSelect, onRemove }: TagChipProps) {
  function select(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onSelect()
  }
  return (
    <span
      className="inline-flex h-6 min-w-0 items-center rounded bg-chip text-2xs text-muted"
      data-testid="message-tag"
      data-name={name}
    >
      <Tip
        label={
          <span>
            <span className="block font-medium">{name}</span>
            {reason && <span className="text-muted">{describeReason(reason)}</span>}
          </span>
        }
      >
        <a
          href={href}
          dir="auto"
          className="h-full max-w-56 truncate rounded-l pl-1.5 leading-6 hover:text-text"
          onClick={select}
        >
          {name}
        </a>
      </Tip>
      <button
        type="button"
        aria-label={tagTexts.remove(name)}
        data-testid="remove-tag"
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-r text-faint hover:bg-line-strong hover:text-text"
        onClick={onRemove}
      >
        <X className="size-3" aria-hidden strokeWidth={2} />
      </button>
    </span>
  )
}

function describeReason({ origin, because }: TagReason): string {
  if (origin === 'client') return tagTexts.byHand
  return origin === 'field' ? tagTexts.byField(because) : tagTexts.byRule(because)
}

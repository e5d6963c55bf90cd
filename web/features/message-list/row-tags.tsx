/** The tags of a message in its row: as many as leave room for what the mail says. */
import { listTexts } from '../../texts/list.ts'
import { Chip } from '../../ui/chip.tsx'

const SHOWN_TAGS = 2

export function RowTags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  const more = tags.length - SHOWN_TAGS
  return (
    <span className="flex min-w-0 max-w-1/2 shrink-0 gap-1" title={tags.join(', ')} data-testid="row-tags">
      <span className="sr-only">{listTexts.tags(tags)}</span>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Chip key={tag} tone="tag" className="min-w-7 max-w-28 shrink! justify-center" aria-hidden="true">
          <span className="truncate" dir="auto">
            {tag}
          </span>
        </Chip>
      ))}
      {more > 0 && (
        <Chip tone="tag" className="px-1" aria-hidden="true">
          +{more}
        </Chip>
      )}
    </span>
  )
}

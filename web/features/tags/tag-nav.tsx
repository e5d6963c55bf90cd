/** The tags in the sidebar, with their counts. Each leads to the search for it. */
import { Hash, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { Tag } from '../../../shared/model/tag.ts'
import { tagTexts } from '../../texts/tags.ts'
import { iconButtonClass } from '../../ui/icon-button.tsx'
import { NavHeading, NavItem } from '../../ui/nav-item.tsx'
import { Tip } from '../../ui/tip.tsx'

/** Rules may make thousands; the rest comes on request. */
const FIRST_TAGS = 40
const MORE_TAGS = 400

const byName = new Intl.Collator(undefined, { numeric: true })

export interface TagNavProps {
  tags: readonly Tag[]
  isCurrent: (tag: string) => boolean
  hrefOf: (tag: string) => string
  onSelect: (tag: string) => void
  onOpenRules: () => void
}

export function TagNav({ tags, isCurrent, hrefOf, onSelect, onOpenRules }: TagNavProps) {
  const [limit, setLimit] = useState(FIRST_TAGS)
  if (tags.length === 0) return null
  const shown = tags.toSorted((a, b) => byName.compare(a.name, b.name)).slice(0, limit)
  const more = tags.length - shown.length
  return (
    <section data-testid="tag-nav">
      <NavHeading
        action={
          <Tip label={tagTexts.rules}>
            <button
              type="button"
              aria-label={tagTexts.rules}
              data-testid="open-tag-rules"
              className={`${iconButtonClass} -my-1.5 -mr-1.5 size-7!`}
              onClick={onOpenRules}
            >
              <SlidersHorizontal className="size-3.5" aria-hidden strokeWidth={1.75} />
            </button>
          </Tip>
        }
      >
        {tagTexts.tags}
      </NavHeading>
      <ul>
        {shown.map(({ name, total }) => (
          <li key={name}>
            <NavItem
              icon={Hash}
              label={name}
              hint={name}
              testId="tag"
              counts={{ total }}
              current={isCurrent(name)}
              href={hrefOf(name)}
              onSelect={() => onSelect(name)}
            />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <button
          type="button"
          data-testid="more-tags"
          className="h-8 w-full rounded-(--radius-control) px-2 text-left text-faint text-xs hover:bg-hover hover:text-text"
          onClick={() => setLimit(limit + MORE_TAGS)}
        >
          {tagTexts.more(more)}
        </button>
      )}
    </section>
  )
}

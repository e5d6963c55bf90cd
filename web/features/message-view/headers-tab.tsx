/** The envelope as the client gave it, the header fields in their order, then the way that the message came. */
import { useState } from 'react'
import type { Message } from '../../../shared/model/message.ts'
import { readNumberAnchor } from '../../lib/anchor.ts'
import { cx } from '../../lib/cx.ts'
import { headerTexts } from '../../texts/headers.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { EnvelopeTable } from './envelope-table.tsx'
import { FieldTable } from './field-table.tsx'
import { ReceivedHops } from './received-hops.tsx'

export function HeadersTab({ message, anchor }: { message: Message; anchor: string | undefined }) {
  const [filter, setFilter] = useState('')
  const [asSent, setAsSent] = useState(false)
  const needle = filter.trim().toLowerCase()
  const fields = message.headers.filter(({ name, value }) => `${name}: ${value}`.toLowerCase().includes(needle))
  const copyAll = () => fields.map(({ name, value, raw }) => (asSent ? raw : `${name}: ${value}`)).join('\n')

  return (
    <ScrollRegion aria-label={headerTexts.title} className="overflow-y-auto px-5 pt-4 pb-8 max-sm:px-4">
      <EnvelopeTable message={message} />
      <div className="mt-7 mb-2 flex flex-wrap items-center gap-2">
        <h3 className="mr-auto font-semibold">
          {headerTexts.fields} <span className="font-normal text-faint tabular-nums">{message.headers.length}</span>
        </h3>
        <input
          type="search"
          aria-label={headerTexts.filter}
          placeholder={headerTexts.filterHint}
          data-testid="header-filter"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          className="h-7 w-44 min-w-0 max-sm:w-28 rounded-(--radius-control) border border-line-strong bg-surface px-2.5 text-xs placeholder:text-faint focus-visible:outline-offset-0"
        />
        <button
          type="button"
          aria-pressed={asSent}
          data-testid="as-sent"
          onClick={() => setAsSent(!asSent)}
          className={cx(
            'h-7 shrink-0 rounded-(--radius-control) px-2.5 text-xs transition-colors',
            asSent ? 'bg-selected font-medium text-text' : 'text-muted hover:bg-hover hover:text-text',
          )}
        >
          {headerTexts.asSent}
        </button>
        <CopyButton text={copyAll} label={headerTexts.copyAll} />
      </div>
      <FieldTable fields={fields} asSent={asSent} marked={message.headers[readNumberAnchor(anchor, 'field') ?? -1]} />
      {fields.length === 0 && (
        <p className="py-3 text-faint">{message.headers.length === 0 ? headerTexts.noFields : headerTexts.noMatch}</p>
      )}
      <ReceivedHops message={message} />
    </ScrollRegion>
  )
}

/** The column in the middle: which list it is or what of it is selected, the search box, the messages, and what is said of them. */
import { lazy, type ReactNode, Suspense } from 'react'
import type { Query } from '../shared/search/query.ts'
import type { ListScope } from './api/list-scope.ts'
import { ListHeader, type ListHeaderProps } from './features/message-list/list-header.tsx'
import { MessageList, type MessageListProps } from './features/message-list/message-list.tsx'
import { EvictionAnnouncer } from './features/retention/eviction-announcer.tsx'
import { EvictionNote } from './features/retention/eviction-note.tsx'
import { Facets } from './features/search/facets.tsx'
import { NoMatch } from './features/search/no-match.tsx'
import { SearchBox, type SearchBoxProps } from './features/search/search-box.tsx'
import { SelectionAnnouncer } from './features/selection/selection-announcer.tsx'

const EmptyState = lazy(() => import('./features/connect/empty-state.tsx').then(({ EmptyState }) => ({ default: EmptyState })))

export interface ListColumnProps {
  scope: ListScope
  query: Query
  header: Omit<ListHeaderProps, 'scope'>
  /** Instead of the header, while something is selected. */
  bulkBar: ReactNode
  search: Omit<SearchBoxProps, 'scope' | 'beside'>
  list: Omit<MessageListProps, 'scope' | 'empty' | 'end'>
  /** There is nothing that could be searched. */
  isEmpty: boolean
  /** There is mail elsewhere. */
  isOnlyMailbox: boolean
  /** The way to the settings of mail clients. */
  mailClient: { href: string; onSelect: () => void }
  evicted: number
  /** Below the list. */
  foot: ReactNode
  narrowing: boolean
  onNarrowing: (open: boolean) => void
  onSearch: (q: string | undefined) => void
}

export function ListColumn({ scope, query, evicted, onSearch, ...props }: ListColumnProps) {
  const { mailbox, q } = scope
  return (
    <>
      {props.bulkBar || <ListHeader scope={scope} {...props.header} />}
      {!props.isEmpty && (
        <SearchBox
          scope={scope}
          {...props.search}
          beside={<Facets scope={scope} open={props.narrowing} onOpenChange={props.onNarrowing} onSearch={onSearch} />}
        />
      )}
      <MessageList
        scope={scope}
        {...props.list}
        empty={
          q !== undefined ? (
            <NoMatch
              scope={scope}
              query={query}
              onSearch={(next) => {
                // The button goes. A finger would call up the keyboard of the screen.
                if (document.activeElement?.matches(':focus-visible')) props.search.inputRef.current?.focus()
                onSearch(next)
              }}
            />
          ) : (
            <Suspense fallback={null}>
              <EmptyState
                mailbox={props.isOnlyMailbox ? mailbox : undefined}
                hadMail={evicted > 0}
                mailClient={props.mailClient}
                note={<EvictionNote count={evicted} mailbox={mailbox} className="mb-6" />}
              />
            </Suspense>
          )
        }
        end={q === undefined && <EvictionNote count={evicted} mailbox={mailbox} className="px-7 pt-4 pb-6 text-center" />}
      />
      {props.foot}
      <SelectionAnnouncer count={props.list.selection.count} isWhole={props.list.selection.isWhole} />
      <EvictionAnnouncer />
    </>
  )
}

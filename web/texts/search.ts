/** What the page says of searching: the box, its suggestions, what narrows a list down, and when nothing matches. */
import type { FacetField } from '../../shared/model/facet.ts'
import { formatCount } from '../lib/format-number.ts'

export const searchTexts = {
  label: 'Search mail',
  placeholder: 'Search',
  clear: 'Clear the search',
  removeClause: 'Remove (Backspace)',
  pin: 'Pin this search',
  unpin: 'Unpin this search',
  notPinned: 'Not pinned',
  notPinnedHow: (max: number) => `${max} searches are pinned, and there is room for no more. Unpin one in the sidebar.`,

  suggestions: 'Suggestions',
  headings: { words: 'Fields', pinned: 'Pinned', recent: 'Recent' },
  pinnedSearch: (name: string) => `Pinned search: ${name}`,
  recentSearch: (name: string) => `Recent search: ${name}`,
  forgetHint: 'Forget (Delete)',

  nothing: 'Nothing matches',
  /** Which clause is most to blame. */
  without: <T>(clause: T, count: number, atLeast: boolean) => [
    `${formatCount(count)}${atLeast ? ' or more' : ''} ${count === 1 ? 'message matches' : 'messages match'} without `,
    clause,
    '.',
  ],
  comes: (mailbox: string | undefined) =>
    `Mail that matches appears here as it comes${mailbox === undefined ? '' : ` to ${mailbox}`}.`,
  dropClause: (clause: string) => `Drop ${clause}`,
  drop: 'Drop the search',
}

/** As the grammar writes it, with help and an example as fields have. */
export const operatorTexts = {
  or: { label: 'OR', help: 'one of the two, or both', example: 'from:ann OR to:ann' },
  not: { label: 'NOT', help: 'not what comes next', example: 'NOT is:seen' },
  minus: { label: '-', help: 'the same, shorter', example: '-is:seen' },
  quotes: { label: '"…"', help: 'words as they stand together', example: '"your code"' },
  parentheses: { label: '(…)', help: 'what belongs together', example: 'has:code (from:shop OR from:bank)' },
}

export const facetTexts = {
  label: 'Narrow down',
  countFailed: 'Could not count',
  counting: 'Counting…',
  nothing: 'There is nothing to narrow down.',
  alike: 'All of these are alike.',
  counted: (count: number) => `Counted in the newest ${formatCount(count)} that match.`,
  /** As people say it; the grammar is in the box. */
  fields: {
    from: 'From',
    mailbox: 'Mailbox',
    tag: 'Tags',
    received: 'Received',
    is: 'State',
    has: 'Contains',
  } satisfies Record<FacetField, string>,
  /** By clause. Others are called by their value. */
  values: {
    'on:today': 'Today',
    'on:yesterday': 'Yesterday',
    'after:7d': 'Last 7 days',
    'before:7d': 'Older',
    'has:finding': 'Findings',
    'has:unsubscribe': 'Unsubscribe link',
  } as Record<string, string>,
}

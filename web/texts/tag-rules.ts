/** What the page says of the rules that tag mail. */
import { formatCount, formatQuantity } from '../lib/format-number.ts'

export const tagRuleTexts = {
  title: 'Tag rules',
  titleNew: 'New tag rule',
  titleChange: 'Change tag rule',
  none: 'A rule tags mail as it comes in: all that a search finds, or by what a pattern finds in it. Try it on the mail that is here before you save it.',
  order: 'Rules are asked in this order. Tags that they gave stay.',
  add: 'New rule',
  loading: 'Loading rules',
  loadFailed: 'Could not load the rules',
  changeFailed: 'Could not change the rule',
  removeFailed: 'Could not remove the rule',

  use: (tag: string) => `Use the rule for ${tag}`,
  change: 'Change',
  remove: 'Remove',
  undo: 'Undo',
  /** In one line: which mail it is, by a search, by a place that matches a pattern or by both. */
  which: <T>(words: (text: string) => T, search: T | undefined, pattern: { of: string; expression: T } | undefined) => [
    search,
    search && pattern && words(' and '),
    pattern && words(`${pattern.of} matches `),
    pattern?.expression,
  ],
  gets: 'gets',

  search: 'Search',
  searchExample: 'from:ci subject:deployed',
  searchHelp: (hasPattern: boolean) =>
    `Mail that it finds gets the tag as it comes in.${hasPattern ? ' Empty is all mail.' : ''}`,
  pattern: 'Only where a pattern matches',
  place: 'Look in',
  places: { subject: 'Subject', text: 'Text', header: 'Header field' },
  field: 'Field',
  fieldExample: 'X-Release',
  expression: 'Expression',
  expressionExample: 'release (\\d+)',
  expressionHelp: 'A regular expression; upper and lower case are the same.',
  tag: 'Tag',
  tagExample: (hasPattern: boolean) => (hasPattern ? 'release-$1' : 'release'),
  tagHelp: '$1 stands for what the first group in parentheses has matched, $<name> for a group with a name.',
  try: 'Try',
  trying: 'Trying…',
  cancel: 'Cancel',
  save: 'Save',
  saving: 'Saving…',
  gaps: {
    q: 'Say which mail: a search, a pattern or both.',
    headerName: 'Name the header field.',
    expression: 'Write what to look for.',
    tag: 'Name the tag.',
  },

  tagFailed: 'Could not add the tag',
  tagged: (count: number, tag: string) => `${formatQuantity(count, 'message')} got ${tag}.`,
  fromNowOn: (tag: string) => `Mail that comes from now on gets ${tag}.`,
  tagging: 'Tagging…',
  tagNow: (count: number, atLeast: boolean) =>
    `Tag the ${formatCount(count)}${atLeast ? ' or more' : ''} that ${count === 1 ? 'matches' : 'match'} now too`,

  result: 'Result',
  /** Without a pattern all that the search finds is tagged. */
  wouldTag: (count: number, atLeast: boolean, tag: string) =>
    `${atLeast ? `${formatCount(count)} or more messages` : formatQuantity(count, 'message')} would get ${tag}.`,
  /** With one, what it gives is another tag each time. `searched`: of those that the search finds. */
  wouldTagSome: (count: number, of: { examined: number; newest: boolean; searched: boolean }) =>
    `${formatCount(count)} of the ${of.newest ? 'newest ' : ''}${formatQuantity(of.examined, 'message')}${of.searched ? ' that the search finds' : ''} would get a tag.`,
  nothingToTry: (searched: boolean) => `No message${searched ? ' that the search finds' : ' is here'} to try the pattern on.`,
  stopped: (count: number) =>
    `The pattern takes too long on ${formatCount(count)} of them, which get no tag. Write it without repetitions in repetitions.`,
  messages: 'Messages that would get it',
  noSubject: '(no subject)',
  more: (count: number) => `and ${formatCount(count)} more`,
}

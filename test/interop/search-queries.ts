/** What is asked of the mails of {@link readMails}, the same of every server. Dates and sizes are those of the mails. */
import { SEARCH_CASES } from './search-cases.ts'

export interface Query {
  command: string
  /** What stands for each `{}`. */
  literals?: readonly string[]
}

/** So that flags have something to be found by. */
export const PREPARE = [
  'STORE 1:5 +FLAGS.SILENT (\\Seen)',
  'STORE 4:8 +FLAGS.SILENT (\\Flagged)',
  'STORE 6:9 +FLAGS.SILENT (\\Answered)',
  'STORE 10 +FLAGS.SILENT (\\Deleted)',
  'STORE 11 +FLAGS.SILENT (\\Draft)',
  'STORE 12:14 +FLAGS.SILENT (work)',
]

const PLAIN = [
  ...['ALL', 'SEEN', 'UNSEEN', 'FLAGGED', 'UNFLAGGED', 'ANSWERED', 'UNANSWERED', 'DELETED', 'UNDELETED', 'DRAFT', 'UNDRAFT'],
  ...['KEYWORD work', 'KEYWORD WORK', 'UNKEYWORD work', 'KEYWORD none', '1:3', '3:1', '2,4:6,8', '*', '5:*', 'UID 1:*'],
  ...[
    'SUBJECT made',
    'SUBJECT MADE',
    'SUBJECT "ma"',
    'SUBJECT ""',
    'SUBJECT "test mail"',
    'FROM ann',
    'FROM a.test',
    'FROM "Ann"',
  ],
  ...['TO bob@b.test', 'TO ""', 'CC ""', 'BCC x@y', 'FROM <', 'HEADER X-A 2', 'HEADER X-A ""', 'HEADER Message-ID <2@a.test>'],
  ...['HEADER X-None ""', 'HEADER Subject folded', 'BODY inner', 'BODY "the end"', 'BODY caf', 'TEXT innermost', 'TEXT "X-Odd"'],
  // Fields of parts, and names of groups.
  ...['TEXT content-disposition', 'BODY content-disposition', 'TEXT "An odd = one"', 'TO group', 'TO undisclosed', 'FROM group'],
  ...[
    'BODY "no such words"',
    'LARGER 10000',
    'SMALLER 300',
    'LARGER 0',
    'SINCE 1-Mar-2026',
    'BEFORE 1-Mar-2026',
    'ON 02-Mar-2026',
  ],
  ...['SENTON 2-Mar-2026', 'SENTSINCE 1-Jan-2026', 'SENTBEFORE 1-Jan-2000', 'NOT SEEN', 'NOT NOT SEEN', 'OR SEEN FLAGGED'],
  ...[
    'OR (SEEN FLAGGED) (ANSWERED UNFLAGGED)',
    '(1:5 UNFLAGGED)',
    'NOT (SUBJECT made OR SEEN FLAGGED)',
    'SEEN FLAGGED UNANSWERED',
  ],
  ...['CHARSET UTF-8 SUBJECT made', 'CHARSET US-ASCII SUBJECT made', 'CHARSET X-NONE SUBJECT made', 'NEW', 'OLD', 'RECENT'],
  ...[
    'OLDER 1',
    'YOUNGER 3600',
    'MODSEQ 1',
    'BOGUS',
    'SUBJECT',
    'LARGER x',
    'SINCE 99-Foo-2026',
    '(SEEN',
    'OR SEEN',
    '0',
    '99999',
  ],
]

const RETURNING = [
  '()',
  '(MIN)',
  '(MAX)',
  '(MIN MAX)',
  '(COUNT)',
  '(ALL)',
  '(MIN MAX COUNT ALL)',
  '(SAVE)',
  '(COUNT SAVE)',
  '(BOGUS)',
]

/** What is more than ASCII goes as a literal. */
function toQuery(keys: string): Query {
  const literals: string[] = []
  const command = keys.replace(/"([^"]*[^\p{ASCII}][^"]*)"/gu, (_quoted, text: string) => {
    literals.push(Buffer.from(text).toString('latin1'))
    return '{}'
  })
  return { command: `SEARCH ${command}`, literals }
}

export const QUERIES: readonly Query[] = [
  ...SEARCH_CASES.map(({ keys }) => toQuery(keys)),
  ...PLAIN.map((keys) => ({ command: `SEARCH ${keys}` })),
  ...['SEEN', '2:4', 'NOT 1:3'].map((keys) => ({ command: `UID SEARCH ${keys}` })),
  ...RETURNING.map((options) => ({ command: `SEARCH RETURN ${options} FLAGGED` })),
  { command: 'SEARCH RETURN (MIN MAX COUNT ALL) KEYWORD none' },
  { command: 'SEARCH RETURN (SAVE) FLAGGED' },
  { command: 'SEARCH $' },
  { command: 'SEARCH $ SEEN' },
  { command: 'UID SEARCH RETURN (COUNT) UID $' },
  { command: 'SEARCH CHARSET UTF-8 SUBJECT {}', literals: ['caf\xc3\xa9'] },
  { command: 'SEARCH CHARSET UTF-8 SUBJECT {}', literals: ['CAF\xc3\x89'] },
  { command: 'SEARCH CHARSET UTF-8 FROM {}', literals: ['J\xc3\xb6rg'] },
  { command: 'SEARCH CHARSET UTF-8 BODY {}', literals: ['caf\xc3\xa9'] },
  { command: 'SEARCH CHARSET ISO-8859-1 SUBJECT {}', literals: ['caf\xe9'] },
  { command: 'SEARCH CHARSET UTF-8 BODY {}', literals: ['\xe6\x9d\xb1\xe4\xba\xac'] },
  { command: 'SEARCH SUBJECT {} FROM {}', literals: ['made', 'ann'] },
]

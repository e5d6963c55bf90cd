/** What a client asks about mailboxes, and does with the messages of one. */

interface Step {
  area: string
  command: string
  literals?: readonly string[]
}

const MAIL = 'Subject: dialogue\r\nFrom: ann@a.test\r\n\r\nHello\r\n'

const LISTS = [
  ...['LIST "" ""', 'LIST "" *', 'LIST "" %', 'LIST "" Work', 'LIST "" Work/%', 'LIST "" Work*', 'LIST Work/ %', 'LIST "" inbox'],
  ...[
    'LIST "" none',
    'LSUB "" *',
    'LSUB "" %',
    'LIST (SUBSCRIBED) "" *',
    'LIST "" * RETURN (SUBSCRIBED)',
    'LIST "" (INBOX Work)',
    'LIST "" ("" Work)',
  ],
  ...['LIST "" * RETURN (CHILDREN)', 'LIST "" % RETURN (STATUS (MESSAGES UNSEEN))', 'LIST (SUBSCRIBED RECURSIVEMATCH) "" %'],
  ...['LIST (RECURSIVEMATCH) "" *', 'LIST (BOGUS) "" *', 'LIST "" * RETURN (BOGUS)', 'LIST'],
]

const MAILBOXES = [
  ...[
    'CREATE Work',
    'CREATE Work',
    'CREATE INBOX',
    'CREATE inbox',
    'CREATE Work/2026/March',
    'CREATE Trailing/',
    'DELETE Trailing',
    'CREATE ""',
  ],
  ...['SUBSCRIBE Work', 'SUBSCRIBE Work/2026/March', 'CREATE Other', 'CREATE "With space"', 'CREATE "caf&AOk-"', ...LISTS],
  ...[
    'RENAME Work Job',
    'LIST "" *',
    'LSUB "" *',
    'RENAME none other',
    'RENAME Job Other',
    'RENAME Job Job/Below',
    'DELETE none',
    'DELETE INBOX',
  ],
  ...['DELETE Job/2026/March', 'DELETE "With space"', 'UNSUBSCRIBE Work', 'UNSUBSCRIBE none', 'LIST "" *', 'NAMESPACE'],
  ...['STATUS Job (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)', 'STATUS none (MESSAGES)', 'STATUS Job ()', 'STATUS Job (BOGUS)'],
]

const MESSAGES = [
  ...[
    'SELECT none',
    'FETCH 1 FLAGS',
    'SELECT Job',
    'EXAMINE Job',
    'SELECT Job',
    'FETCH 1:* FLAGS',
    'FETCH 99 FLAGS',
    'FETCH 0 FLAGS',
  ],
  ...[
    'STORE 1 +FLAGS (\\Seen work)',
    'STORE 2 FLAGS (\\Answered)',
    'STORE 2 -FLAGS (\\Answered)',
    'STORE 3 +FLAGS.SILENT (\\Flagged)',
  ],
  ...[
    'STORE 1 FLAGS \\Seen',
    'STORE 1 +FLAGS (\\Bogus)',
    'STORE 1 BOGUS (\\Seen)',
    'FETCH 1:3 FLAGS',
    'UID STORE 1:* +FLAGS (extra)',
  ],
  ...['COPY 1:2 Other', 'COPY 1 none', 'COPY 99 Other', 'STATUS Other (MESSAGES UNSEEN SIZE)', 'MOVE 3 Other'],
  ...['STATUS Other (MESSAGES UNSEEN DELETED)', 'STATUS Job (MESSAGES)', 'STORE 1 +FLAGS (\\Deleted)', 'EXPUNGE', 'EXPUNGE'],
  ...[
    'UID EXPUNGE 99999',
    'FETCH 1:* FLAGS',
    'STORE 1 +FLAGS (\\Deleted)',
    'CLOSE',
    'SELECT Job',
    'UNSELECT',
    'UNSELECT',
    'CHECK',
  ],
  ...['EXAMINE Other', 'STORE 1 +FLAGS (\\Seen)', 'EXPUNGE', 'FETCH 1 BODY[TEXT]', 'FETCH 1 FLAGS', 'SELECT Other'],
  ...['FETCH 1:* (FLAGS BODY[TEXT])', 'FETCH 1 FAST', 'FETCH 1 BOGUS', 'FETCH 1', 'FETCH 1:2 (RFC822.SIZE RFC822.HEADER)'],
  ...[
    'STATUS Other (MESSAGES)',
    'UID FETCH 99999 FLAGS',
    'UID COPY 99999 Job',
    'UID MOVE 99999 Job',
    'NOOP',
    'BOGUS',
    'UID BOGUS 1',
  ],
]

const APPENDS: readonly Step[] = [
  { area: 'APPEND', command: 'APPEND Job {}', literals: [MAIL] },
  { area: 'APPEND', command: 'APPEND Job (\\Seen \\Flagged work) {}', literals: [MAIL] },
  { area: 'APPEND', command: 'APPEND Job (\\Draft) "01-Feb-2026 10:00:00 +0000" {}', literals: [MAIL] },
  { area: 'APPEND', command: 'APPEND Job " 1-Feb-2026 10:00:00 -0330" {}', literals: [MAIL] },
  { area: 'APPEND', command: 'APPEND none {}', literals: [MAIL] },
  { area: 'APPEND', command: 'APPEND Job "no date" {}', literals: [MAIL] },
  { area: 'APPEND', command: 'FETCH 1:* FLAGS' },
]

const steps = (area: string, commands: readonly string[]) => commands.map((command) => ({ area, command }))

export const MAILBOX_DIALOGUE: readonly Step[] = [...steps('mailboxes', MAILBOXES), ...APPENDS, ...steps('messages', MESSAGES)]

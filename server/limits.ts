/**
 * Every limit that is no setting, once: what it is worth, and what happens beyond it (DESIGN §2, promise 9). Whoever enforces one takes
 * its value from here; docs/limits.md is made from it. Numbers that only steer a reading of mail stand with that reading.
 */
import {
  MAX_IDS_IN_BODY,
  MAX_QUERY_CHARACTERS,
  MAX_QUERY_DEPTH,
  MAX_QUERY_TERMS,
  MAX_TAG_CHARACTERS,
  MAX_TAGS_PER_MESSAGE,
} from '../shared/model/limits.ts'

export interface Limit {
  value: number
  unit: 'count' | 'octets' | 'characters' | 'ms'
  /** What is limited. */
  what: string
  /** What happens beyond it, as who meets it is told. */
  beyond: string
}

const KIB = 1024
const MIB = 1024 * KIB
const SECOND = 1000
const MINUTE = 60 * SECOND

const count = (value: number, what: string, beyond: string): Limit => ({ value, unit: 'count', what, beyond })
const octets = (value: number, what: string, beyond: string): Limit => ({ value, unit: 'octets', what, beyond })
const characters = (value: number, what: string, beyond: string): Limit => ({ value, unit: 'characters', what, beyond })
const time = (value: number, what: string, beyond: string): Limit => ({ value, unit: 'ms', what, beyond })

const MIME = 'The rest stays in the octets of the part around it; finding `mime-limit`'

export const LIMITS = {
  smtp: {
    commandLine: octets(2 * KIB, 'A command line with its CRLF', '`500 5.5.2`; it is read to its end, and the session goes on'),
    authLine: octets(12 * KIB, 'AUTH, and the lines that answer it', '`500 5.5.6`; as above'),
    endlessLine: octets(
      16 * MIB,
      'A command line that is refused, read on for its end',
      '`552 5.3.4`, then `421 4.7.0`, and the connection is closed',
    ),
    refusedData: octets(
      64 * MIB,
      'Mail data behind `--max-message-size`, read on so that the client comes to see its `552`',
      '`552 5.3.4`, then `421 4.7.0`, and the connection is closed',
    ),
    unknownCommands: count(
      10,
      'Unknown commands since the last message',
      'The last of them gets `421`, and the connection is closed',
    ),
    failedCommands: count(1000, 'Commands answered `5xx` since the last message', '`421 4.7.0` in place of the next answer'),
    commandsWithoutMail: count(
      10_000,
      'Commands since the last message, recipients that were taken left out',
      '`421 4.7.0` in place of the next answer',
    ),
    sessionMessages: count(
      1000,
      'Ids of messages that are kept with a session',
      'Later ones are counted; each message knows its session',
    ),
  },
  lines: {
    transcriptLines: count(
      500,
      'Lines of a dialogue that are kept, of its start and of its end',
      'A note says how many are left out',
    ),
    readSessions: count(
      1000,
      'Sessions of mail clients that signed in, of those that `--max-sessions` keeps',
      'The oldest of them are removed, and counted',
    ),
    endlessLine: octets(
      16 * MIB,
      'A command line of IMAP or POP3 that is too long, read on for its end',
      'A farewell, and the connection is closed',
    ),
    handshake: time(30 * SECOND, 'For a TLS handshake to be finished', 'The connection is closed'),
    leaving: time(
      3 * SECOND,
      'For a client of IMAP or POP3 to hang up after a farewell, and for the command that it waits for when Mailmitt stops',
      'The connection is closed',
    ),
  },
  imap: {
    commandLine: octets(
      64 * KIB,
      'A command line, literals not counted',
      '`BYE`, and the connection is closed: its end could have announced a literal',
    ),
    literal: octets(
      64 * KIB,
      'Literals of a command, that of `APPEND` left out',
      '`BAD`, before they are sent where the client waits',
    ),
    refusedLiteral: octets(
      64 * MIB,
      'A literal of a command that is refused, read past when the client has not waited to be asked for it',
      '`BYE`, and the connection is closed',
    ),
    commandsBeforeSignIn: count(100, 'Commands before a client has signed in', '`BYE`, and the connection is closed'),
    searchKeys: count(400, 'Keys of a `SEARCH`, those in parentheses with them', '`BAD`'),
    searchDepth: count(150, '`OR`, `NOT` and parentheses of a `SEARCH` within each other', '`BAD`'),
    search: time(20 * SECOND, 'For a `SEARCH`', '`NO [LIMIT]`'),
    attachedText: octets(
      1 * MIB,
      'Of a text that is attached, as much is looked at by `BODY` and `TEXT`',
      'Not found by its words',
    ),
    fetchItems: count(200, 'Different data items of a `FETCH`, each section one', '`BAD`'),
    failedCommands: count(100, 'Commands answered `BAD` in a row', '`BYE`, and the connection is closed'),
    silenceBeforeSignIn: time(1 * MINUTE, 'Without a word, before a client has signed in', '`BYE`, and the connection is closed'),
    // RFC 9051 §5.4: not less.
    silence: time(30 * MINUTE, 'Without a word, in either direction', '`BYE`, and the connection is closed'),
  },
  pop3: {
    // RFC 2449 §4
    commandLine: octets(255, 'A command line with its CRLF', '`-ERR`; it is read to its end, and the session goes on'),
    authLine: octets(12 * KIB, '`AUTH`, and the lines that answer it', '`-ERR`; as above'),
    commandsBeforeSignIn: count(100, 'Commands before a client has signed in', '`-ERR`, and the connection is closed'),
    failedCommands: count(100, 'Commands answered `-ERR` in a row', '`-ERR`, and the connection is closed'),
    // RFC 1939 §3: not less, and without a word.
    silence: time(10 * MINUTE, 'Without a word, in either direction', 'The connection is closed, and nothing is deleted'),
  },
  mail: {
    parts: count(10_000, 'MIME parts of a mail', MIME),
    depth: count(100, 'Multiparts and messages within each other', MIME),
    headerFields: count(100_000, 'Fields of a header section that are read', 'The octets keep them; finding `mime-limit`'),
    headerSection: octets(1 * MIB, 'Of a header section, as much is read', 'The octets keep it; finding `mime-limit`'),
    shownFields: count(5000, 'Header fields in `headers`', 'Left out there; `raw` has them'),
    decodedField: octets(256 * KIB, 'A header field that is decoded', 'Shown as it was sent'),
    findings: count(50, 'Findings of a mail', 'The gravest are kept'),
    codes: count(20, 'Codes of a mail', 'The likeliest are kept'),
    links: count(1000, 'Links of a mail', 'The first are kept'),
    images: count(1000, 'Images of a mail in `images`', 'The first are kept'),
    remoteHosts: count(200, 'Hosts that the HTML of a mail may load from', 'Not loaded from'),
    htmlElements: count(120_000, 'Elements of an HTML part', 'The rest is left out of what is shown; the octets keep it'),
    searchText: characters(4 * MIB, 'Text of a mail that searches look in', 'Not found by its words'),
    parsing: time(2 * SECOND, 'For a mail to be parsed, and 100 ms for each MiB', 'Kept and shown as broken'),
    mailboxes: count(10_000, 'Mailboxes', 'Mail for a new one goes to `default`; finding `too-many-mailboxes`'),
    mailboxName: octets(255, 'Name of a mailbox', 'Cut, with a hash at its end'),
    tags: count(MAX_TAGS_PER_MESSAGE, 'Tags of a message', '409 to who adds one; those that mail or a rule brings are left out'),
    tagName: characters(MAX_TAG_CHARACTERS, 'Name of a tag', '400 to who gives it; that of a mail or a rule is cut'),
    tagNames: count(1000, 'Names in X-Tags that are looked at', 'Not looked at'),
    tagRules: count(200, 'Tag rules', '409'),
  },
  http: {
    requestHeader: octets(
      16 * KIB,
      'Address, names and values of the fields of a request, together less than',
      '431, and the connection is closed',
    ),
    pathParameter: characters(1 * KIB, 'A part of a path, such as the name of a mailbox', '404'),
    body: octets(
      1 * MIB,
      'Body of a request; `--max-message-size` where it is a mail, 1.4 times that for `POST /api/send`',
      '413; it is not kept',
    ),
    refusedBody: octets(
      64 * MIB,
      'Of a body that is refused, as much is read on so that the client comes to see why',
      'The connection is closed',
    ),
    headerTime: time(20 * SECOND, 'For a header section to come in, from connecting on', '408, and the connection is closed'),
    requestTime: time(15 * MINUTE, 'For a whole request to come in', '408, and the connection is closed'),
    silence: time(10 * MINUTE, 'Without an octet in either direction', 'The connection is closed'),
    uploadFiles: count(
      1000,
      'Files of one form, each of at most `--max-message-size`',
      'The form ends there; those before it are added',
    ),
    uploadField: octets(1000, 'A field of a form; none is looked at', 'Cut'),
    exports: count(10, 'Exports at once', '503 with `Retry-After`'),
    webSocketFrame: octets(1 * KIB, 'What a websocket client says', 'Closed with 1009'),
  },
  search: {
    query: characters(MAX_QUERY_CHARACTERS, 'A search', '400, and the place where it is too long'),
    terms: count(MAX_QUERY_TERMS, 'Terms of a search', '400'),
    depth: count(MAX_QUERY_DEPTH, 'Parentheses within each other', '400'),
    page: count(500, '`limit` of a list', '400'),
    idsInAddress: count(200, 'Ids in an address', '400'),
    idsInBody: count(MAX_IDS_IN_BODY, 'Ids in a body', '400'),
  },
  wait: {
    open: count(10_000, 'Waits at once', '503 with `Retry-After`'),
    timeout: time(4 * MINUTE, '`timeout` of a wait', '400; ask again for longer'),
    count: count(100, '`count` of a wait', '400'),
    failed: count(200, 'Failed waits that are remembered', 'The oldest are forgotten, and counted'),
  },
  stream: {
    clients: count(1000, 'Stream clients at once', '503 with `Retry-After`, before the upgrade'),
    behind: octets(1 * MIB, 'Octets that a client has still to read', 'Closed with 1013; it resumes with `afterSeq`'),
    held: count(10_000, 'Events that a filter has still to look at', 'Closed with 1013; it resumes with `afterSeq`'),
    history: count(2000, 'Events kept for those who resume', '`gap`: the client loads anew'),
    changes: count(1000, 'Messages of one change that are told of one by one', 'One `gap`'),
  },
  program: {
    unparsed: count(5000, 'Messages acknowledged and not parsed yet', 'Senders wait for their `250`'),
    unparsedOctets: octets(16 * MIB, 'Of them, what is kept in memory', 'Read back from the database when its turn comes'),
    archiveExpansion: count(
      200,
      'Times its size that may come out of a zip that `mailmitt import` reads',
      'The rest of it is left, with an error',
    ),
  },
} as const satisfies Record<string, Record<string, Limit>>

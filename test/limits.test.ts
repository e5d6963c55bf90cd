/** Where each limit of docs/limits.md is tested: a new one without a test has no place in this table. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { LIMITS } from '../server/limits.ts'

/** A file, and words of the name of the test. */
const TESTED = {
  smtp: {
    commandLine: ['smtp/commands.test.ts', 'a line over its limit gets 500'],
    authLine: ['smtp/commands.test.ts', 'a line over its limit gets 500'],
    endlessLine: ['smtp/limits-dialogue.test.ts', 'a command line that goes on'],
    refusedData: ['smtp/limits-dialogue.test.ts', 'mail data beyond the largest message'],
    unknownCommands: ['smtp/commands.test.ts', 'the tenth unknown command in a row'],
    failedCommands: ['smtp/limits-dialogue.test.ts', 'commands that fail'],
    commandsWithoutMail: ['smtp/limits-dialogue.test.ts', 'commands without a message'],
    sessionMessages: ['smtp/limits-dialogue.test.ts', 'a session keeps the ids'],
  },
  lines: {
    transcriptLines: ['smtp/sessions.test.ts', 'commands the first and the last are kept'],
    readSessions: ['store/contract.ts', 'that only read go beyond a limit of their own'],
    endlessLine: ['lines/line-input.test.ts', 'a line without an end'],
    handshake: ['lines/line-listener.test.ts', 'a handshake may take 30 s'],
    leaving: ['lines/line-listener.test.ts', 'hangs up'],
  },
  imap: {
    commandLine: ['imap/dialogue.test.ts', 'a line of 64 KiB is read, a longer one ends the session'],
    literal: ['imap/dialogue.test.ts', 'one that is too long is refused before it is sent'],
    refusedLiteral: ['imap/dialogue.test.ts', 'what would take too long to read past'],
    commandsBeforeSignIn: ['imap/dialogue.test.ts', 'so do a hundred without signing in'],
    fetchItems: ['imap/fetch-items.test.ts', 'there are 200 at the most'],
    failedCommands: ['imap/dialogue.test.ts', 'a hundred commands without sense'],
    searchKeys: ['imap/search-read.test.ts', 'how many keys there are, and how deep, is bounded'],
    searchDepth: ['imap/search-read.test.ts', 'how many keys there are, and how deep, is bounded'],
    search: ['imap/search-run.test.ts', 'what takes too long is ended'],
    attachedText: ['imap/search-run.test.ts', 'of a text that is attached, the first MiB is looked at'],
    silenceBeforeSignIn: ['program/time-limits.test.ts', 'IMAP that has not signed in may be silent for a minute'],
    silence: ['program/time-limits.test.ts', 'has signed in may be silent for 30 minutes'],
  },
  pop3: {
    commandLine: ['pop3/sign-in.test.ts', 'a command line has 255 octets'],
    authLine: ['pop3/sign-in.test.ts', 'AUTH and its answers may be longer'],
    commandsBeforeSignIn: ['pop3/sign-in.test.ts', 'who does not sign in is sent away'],
    failedCommands: ['pop3/sign-in.test.ts', 'who fails a hundred times in a row'],
    silence: ['program/time-limits.test.ts', 'POP3 may be silent for 10 minutes'],
  },
  mail: {
    parts: ['mail/limits.test.ts', 'a mail has at most'],
    depth: ['mail/limits.test.ts', 'a mail has at most'],
    headerFields: ['mail/limits.test.ts', 'a mail has at most'],
    headerSection: ['mail/limits.test.ts', 'a mail has at most'],
    shownFields: ['mail/limits.test.ts', 'so many header fields to show'],
    decodedField: ['mail/limits.test.ts', 'octets of a header field that is decoded'],
    findings: ['mail/check-mail.test.ts', 'whatever comes, the checks end at once'],
    codes: ['mail/limits.test.ts', 'codes, the likeliest'],
    links: ['mail/limits.test.ts', 'to list'],
    images: ['mail/limits.test.ts', 'to list'],
    remoteHosts: ['mail/limits.test.ts', 'hosts that it loads from'],
    htmlElements: ['mail/limits.test.ts', 'elements of its HTML'],
    searchText: ['mail/limits.test.ts', 'characters of its text that are searched'],
    parsing: ['mail/broken-mail.test.ts', 'the time limit grows by 100 ms a MiB'],
    mailboxes: ['mail/routing.test.ts', 'past 10,000 new ones are the default'],
    mailboxName: ['mail/limits.test.ts', 'the name of a mailbox'],
    tags: ['mail/limits.test.ts', 'so many tags of its own'],
    tagName: ['mail/limits.test.ts', 'so many tags of its own'],
    tagNames: ['mail/limits.test.ts', 'names in X-Tags'],
    tagRules: ['mail/limits.test.ts', '200 tag rules'],
  },
  http: {
    requestHeader: ['http/limits.test.ts', 'the request line and header section'],
    pathParameter: ['http/limits.test.ts', 'a part of a path'],
    body: ['http/limits.test.ts', 'of JSON has at most 1 MiB'],
    refusedBody: ['http/limits.test.ts', 'that does not end is cut off'],
    headerTime: ['http/limits-connections.test.ts', 'who says nothing'],
    requestTime: ['program/time-limits.test.ts', 'HTTP may take 15 minutes to come in'],
    silence: ['program/time-limits.test.ts', 'HTTP may be silent for 10 minutes'],
    uploadFiles: ['http/limits.test.ts', 'a form has at most 1,000 files'],
    uploadField: ['http/upload.test.ts', 'tells of what cannot be added'],
    exports: ['http/limits.test.ts', 'exports at once'],
    webSocketFrame: ['http/limits.test.ts', 'a websocket client may say 1 KiB'],
  },
  search: {
    query: ['http/limits.test.ts', 'a search has so many'],
    terms: ['http/limits.test.ts', 'a search has so many'],
    depth: ['http/limits.test.ts', 'a search has so many'],
    page: ['http/limits.test.ts', 'is at most %i'],
    idsInAddress: ['http/limits.test.ts', '200 in an address and 10,000 in a body'],
    idsInBody: ['http/limits.test.ts', '200 in an address and 10,000 in a body'],
  },
  wait: {
    open: ['http/limits-connections.test.ts', 'are 10,000 at once'],
    timeout: ['http/limits-connections.test.ts', 'have a timeout of at most 4 minutes'],
    count: ['http/limits.test.ts', 'is at most %i'],
    failed: ['http/failed-waits.test.ts', 'is forgotten beyond 200'],
  },
  stream: {
    clients: ['http/limits.test.ts', 'clients of the stream'],
    behind: ['http/stream.test.ts', 'is cut off, and the program goes on'],
    held: ['http/stream-held.test.ts', 'may have 10,000 events still to look at'],
    history: ['http/stream.test.ts', 'history is 2,000 events long'],
    changes: ['http/stream.test.ts', 'a change of more than 1,000 messages is one gap'],
  },
  program: {
    unparsed: ['mail/backlog.test.ts', '5,000 acknowledged messages may wait to be parsed'],
    unparsedOctets: ['mail/backlog.test.ts', '16 MiB are kept in memory'],
    archiveExpansion: ['program/export-import.test.ts', 'times its size'],
  },
} as const satisfies { [G in keyof typeof LIMITS]: Record<keyof (typeof LIMITS)[G], readonly [string, string]> }

const rows = Object.entries(TESTED).flatMap(([group, limits]) =>
  Object.entries<readonly [string, string]>(limits).map(([name, where]) => [`${group}.${name}`, ...where] as const),
)

test.each(rows)('%s is tested in %s: %s', (_name, file, words) => {
  expect(readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8')).toContain(words)
})

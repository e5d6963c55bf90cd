/** What the page says of sessions while they are looked at. */
import type { SessionOutcome, SessionProtocol } from '../../shared/model/session.ts'
import { formatCount, formatQuantity } from '../lib/format-number.ts'

export const OUTCOME_LABELS: Record<SessionOutcome, string> = {
  refused: 'Refused',
  aborted: 'Aborted',
  accepted: 'Accepted',
  read: 'Read',
  empty: 'Empty',
}

export const PROTOCOL_LABELS: Record<SessionProtocol, string> = { smtp: 'SMTP', imap: 'IMAP', pop3: 'POP3' }

export const sessionTexts = {
  filter: 'Sessions by how they ended',
  all: 'All',
  running: 'Running',
  loading: 'Loading sessions',
  loadMoreFailed: 'Could not load more sessions',
  loadOneFailed: 'Could not load the session',
  newOnes: (count: number) => `${formatCount(count)} new`,
  noneTitle: 'No sessions yet',
  none: 'Each connection by SMTP, IMAP or POP3 stands here with what was said, also when it brings no message.',
  noneOfOutcome: (outcome: SessionOutcome) => (outcome === 'read' ? 'No mail client has signed in' : `No session was ${outcome}`),
  expired: (count: number) =>
    `${formatQuantity(count, 'older session')} ${count === 1 ? 'was' : 'were'} removed. --max-sessions and --max-session-age keep more.`,
  gone: 'This session is not here',
  goneDetail: 'It was removed by count or age, or the link belongs to another Mailmitt.',
  back: 'Back to the sessions',
  next: 'Next session',
  previous: 'Previous session',
  close: 'Close',
  unnamedClient: 'No HELO',
  mailClient: (protocol: string, name: string | undefined) => (name === undefined ? protocol : `${protocol}: ${name}`),
  messages: (count: number) => formatQuantity(count, 'message'),
  dialogue: 'Dialogue',
  facts: 'Session',
  broughtBy: 'Messages',
  earlierMessages: (count: number) => `and ${formatCount(count)} earlier`,
  noSubject: '(no subject)',
  deletedMessage: 'Deleted since',
  messagesFailed: 'Could not load what it brought',
  openMessage: 'Open the message',
  openSession: 'Open in Sessions',
  notBySmtp: 'This message did not come by SMTP, so there is no dialogue.',
  origin: {
    smtp: 'SMTP',
    api: 'It was added through the API.',
    import: 'It was imported.',
    append: 'A mail client has put it there.',
    copy: 'A mail client has copied it.',
  },
  expiredOfMessage: 'The dialogue that brought this message is not kept any more.',
  copy: 'Copy the dialogue',
  client: 'Client',
  server: 'Mailmitt',
  note: 'Note',
  waited: (time: string) => `${time} after the line before`,
  fact: {
    protocol: 'Protocol',
    client: 'Client address',
    helo: 'HELO',
    tls: 'TLS',
    auth: 'Signed in as',
    started: 'Started',
    lasted: 'Lasted',
    outcome: 'Outcome',
    reason: 'Reason',
    parameters: 'Parameters',
  },
  nothing: '(none)',
  encrypted: 'Encrypted',
  encryptedBy: ({ version, serverName }: { version: string; serverName?: string | undefined }) =>
    serverName === undefined ? version : `${version}, for ${serverName}`,
  plain: 'Not encrypted',
  notAuthenticated: 'Not signed in',
  stillRunning: 'Still running',
}

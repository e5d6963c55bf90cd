/** Every setting, once: this table makes the flags, the variables, the config file's keys, `--help` and docs/configuration.md. */
import { parseMailboxRules } from './mailbox-rules.ts'
import * as values from './values.ts'

interface SettingRow<T> {
  /** Text to value; throws a sentence. */
  parse: (text: string) => T
  /** As a person would write it. */
  fallback: string
  /** What the value looks like in help: `host:port`. */
  shape: string
  help: string
}

function row<T>(parse: (text: string) => T, fallback: string, shape: string, help: string): SettingRow<T> {
  return { parse, fallback, shape, help }
}

/** Keyed by flag: `--smtp` is `MAILMITT_SMTP` and `"smtp"` in the config file. No name here may be like the client's `MAILMITT_URL`. */
export const SETTINGS = {
  smtp: row(
    values.parseHostPort,
    'localhost:1025',
    'host:port',
    'Where SMTP listens. localhost means 127.0.0.1 and ::1; port 0 picks a free one',
  ),
  imap: row(
    values.orOff(values.parseHostPort),
    'localhost:1143',
    'host:port|off',
    'Where IMAP listens for mail clients; off is for --imaps too',
  ),
  pop3: row(
    values.orOff(values.parseHostPort),
    'localhost:1110',
    'host:port|off',
    'Where POP3 listens for mail clients; off is for --pop3s too',
  ),
  http: row(values.parseHostPort, 'localhost:8025', 'host:port', 'Where the web app and the API listen'),
  database: row(
    values.parseText,
    '',
    'path|:memory:',
    'Database file; :memory: keeps nothing after the end. By default a file in your data directory',
  ),
  'max-storage': row(
    values.orNone(values.parseOctets),
    '2GiB',
    'size|none',
    'Mail data kept in all; beyond it the oldest messages go, pinned ones stay',
  ),
  'max-messages': row(values.orNone(values.parseCount), 'none', 'count|none', 'Messages kept in all; as above'),
  'max-age': row(values.orNone(values.parseAge), 'none', 'duration|none', 'How long a message is kept, if it is not pinned'),
  'mailbox-limits': row(
    values.parseMailboxLimits,
    '',
    'rules',
    'The same for single mailboxes, the first rule that fits: "ci-*:max-messages=500,max-age=1h; billing:max-storage=100MiB"',
  ),
  'mailbox-rules': row(
    parseMailboxRules,
    '',
    'rules',
    'Which mail goes to which mailbox, by recipient, client address or HELO name, the first rule that fits: "rcpt:*@shop.test=shop; helo:ci-*=ci-$1; client:10.0.3.0/24=staging"',
  ),
  'tags-field': row(
    values.parseTagsField,
    'allow',
    values.TAGS_FIELD.join('|'),
    'Whether mail brings its tags in an X-Tags field: X-Tags: release, smoke-test',
  ),
  durability: row(
    values.parseDurability,
    'kill',
    values.DURABILITIES.join('|'),
    'What an acknowledged message outlives: kill (of the process), power-cut (waits for the disk), none (a power cut may damage the file)',
  ),
  journal: row(
    values.parseJournal,
    'auto',
    values.JOURNALS.join('|'),
    'How the database commits; auto takes wal, and rollback on a network file system (found on Linux)',
  ),
  'allowed-hosts': row(
    values.parseHostNames,
    '',
    'names',
    'Host names, besides localhost and IP addresses, under which HTTP is reached; comma separated, *. for any sub-domain',
  ),
  'cors-origin': row(
    values.parseOrigins,
    '',
    'origins',
    'Origins of web pages that may call the API from a browser; comma separated',
  ),
  users: row(
    values.parsePath,
    '',
    'path',
    'File of those who may sign in, a line for each: name:password, or what mailmitt password prints. With it nobody else gets in: docs/access.md',
  ),
  user: row(
    values.parseSecret,
    '',
    'name:password',
    'One who may sign in, without a file. Use the variable: a command line is seen by every user of the machine',
  ),
  tokens: row(
    values.parsePath,
    '',
    'path',
    'JSON file of tokens for programs, each with what it may do (read, send, admin) and, if it is for one alone, its mailbox',
  ),
  'trusted-proxies': row(
    values.parseNetworks,
    '',
    'addresses',
    'Addresses or networks of proxies that say by --proxy-user-header who has signed in there; comma separated',
  ),
  'proxy-user-header': row(
    values.parseFieldName,
    '',
    'name',
    'Header field in which they say it, such as Remote-User; a request from elsewhere gains nothing by it',
  ),
  'base-path': row(values.parseBasePath, '/', 'path', 'Path prefix, when a proxy in front keeps its own: /mail'),
  tls: row(
    values.parseSwitch,
    'off',
    values.SWITCH.join('|'),
    'SMTP, IMAP and POP3 over TLS, with a CA of its own that docs/tls.md says how to trust: STARTTLS on the port of each, and a port of its own; --tls alone is on',
  ),
  smtps: row(
    values.orOff(values.parseHostPort),
    'localhost:1465',
    'host:port|off',
    'Where SMTP listens that is TLS from the first octet, with --tls',
  ),
  imaps: row(values.orOff(values.parseHostPort), 'localhost:1993', 'host:port|off', 'The same of IMAP'),
  pop3s: row(values.orOff(values.parseHostPort), 'localhost:1995', 'host:port|off', 'The same of POP3'),
  https: row(values.parseSwitch, 'off', values.SWITCH.join('|'), 'The web app and the API by HTTPS only; --https alone is on'),
  'tls-names': row(
    values.parseTlsNames,
    '',
    'names',
    'Names and addresses that the certificate is for, besides localhost, 127.0.0.1, ::1 and the name of this machine; comma separated',
  ),
  'tls-cert': row(
    values.orAbsent(values.parseText),
    '',
    'path',
    'Certificate of your own in PEM, with those between it and its CA, instead of one made here; read again when it changes',
  ),
  'tls-key': row(values.orAbsent(values.parseText), '', 'path', 'Its private key, in PEM and without a password'),
  'tls-profile': row(
    values.parseTlsProfile,
    'valid',
    values.TLS_PROFILES.join('|'),
    'What is wrong with the certificate that SMTP, IMAP and POP3 show, to see whether an app notices',
  ),
  'smtp-auth': row(
    values.parseSmtpAuth,
    'optional',
    values.SMTP_AUTH.join('|'),
    'Whether SMTP clients may sign in, must before they send, or are not offered it',
  ),
  'smtp-auth-tls-only': row(
    values.parseSwitch,
    'off',
    values.SWITCH.join('|'),
    'SMTP AUTH only over TLS; it is neither offered nor taken before',
  ),
  'smtp-users': row(
    values.orAbsent(values.parseText),
    '',
    'path',
    'File of name:password lines, who may sign in to SMTP; without it anyone with any password',
  ),
  'pop3-delete': row(
    values.parseSwitch,
    'off',
    values.SWITCH.join('|'),
    'Whether what a POP3 client deletes is gone: most delete what they have read, and others look at the same mail here; --pop3-delete alone is on',
  ),
  hostname: row(values.parseText, 'localhost', 'name', 'Name in the SMTP greeting'),
  'max-message-size': row(values.parseOctets, '50MiB', 'size', 'Largest mail data accepted, told to clients as SIZE'),
  'max-recipients': row(values.parseCount, '1000', 'count', 'Most RCPT TO in one transaction'),
  'max-connections': row(
    values.parseCount,
    '500',
    'count',
    'Most connections at once, of SMTP, of IMAP and of POP3 each; the next one is told so',
  ),
  'max-connections-per-address': row(
    values.orNone(values.parseCount),
    '250',
    'count|none',
    'The same from one address, or one IPv6 network of 64 bits, other than this machine',
  ),
  'max-http-connections': row(values.parseCount, '12000', 'count', 'Most HTTP connections at once; the next one gets 503'),
  'idle-timeout': row(values.parseDuration, '5m', 'duration', 'How long an SMTP client may stay silent'),
  'max-sessions': row(
    values.parseCount,
    '10000',
    'count',
    'Sessions of SMTP, IMAP and POP3 kept with their dialogue; beyond it the oldest go',
  ),
  'max-session-age': row(values.parseAge, '30d', 'duration', 'How long a session is kept'),
  'log-level': row(values.parseLogLevel, 'info', values.LOG_LEVELS.join('|'), 'What the log on stderr tells'),
} as const

export type SettingName = keyof typeof SETTINGS
export type Config = { readonly [N in SettingName]: ReturnType<(typeof SETTINGS)[N]['parse']> }

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

/** `max-recipients` → `MAILMITT_MAX_RECIPIENTS` */
export function variableOf(name: string): string {
  return `MAILMITT_${name.replaceAll('-', '_').toUpperCase()}`
}

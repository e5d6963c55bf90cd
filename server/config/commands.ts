/** Commands that talk to a running Mailmitt: what each takes. This table makes their flags, `mailmitt help` and docs/commands.md. */

export interface CommandFlag {
  /** What the value looks like in help; empty for a flag without one. */
  shape: string
  help: string
}

export interface ClientCommand {
  /** Words after the name, as help shows them. */
  words: string
  minWords: number
  maxWords: number
  /** Said when there are fewer, or more; behind the name of the command. */
  wordFault: string
  help: string
  /** For the page and `mailmitt help name`, behind the first line. */
  details: string
  examples: readonly string[]
  flags: Readonly<Record<string, CommandFlag>>
}

const flag = (shape: string, help: string): CommandFlag => ({ shape, help })

const URL_FLAG = flag('address', 'Address of Mailmitt; else MAILMITT_URL, else the one that runs here')
const JSON_FLAG = flag('', 'JSON for programs, as the HTTP API has it')
const MAILBOX_FLAG = flag('name', 'Only this mailbox')
const SEARCH_FLAG = flag('search', 'Only what this search finds: docs/search.md')
const LOCAL_ZONE_FLAG = flag('zone', 'Time zone of days in the search and of times shown; else that of this machine')
const NEWEST = { q: flag('search', 'The newest that this search finds, instead of an id'), mailbox: MAILBOX_FLAG }

export const CLIENT_COMMANDS = {
  list: {
    ...{ words: '', minWords: 0, maxWords: 0, wordFault: 'takes flags only; a search is given with --q' },
    help: 'messages, the newest first',
    details:
      'A line for each: id, when it arrived, from, to, subject. With `--json` each line is a JSON object. Ends with 1 when there is none.',
    examples: ["mailmitt list --q 'to:ann@x.test after:10m'", "mailmitt list --json --fields codes | jq -r '.codes[].value'"],
    flags: {
      q: SEARCH_FLAG,
      tz: LOCAL_ZONE_FLAG,
      mailbox: MAILBOX_FLAG,
      limit: flag('count|all', 'How many at most; else 50'),
      fields: flag('names', 'With --json, more of each, by comma: text, html, headers, codes, links'),
      json: JSON_FLAG,
      url: URL_FLAG,
    },
  },
  show: {
    ...{ words: '[id]', minWords: 0, maxWords: 1, wordFault: 'takes one id' },
    help: 'one message as text: people, codes, links, findings and what it says',
    details: 'Without an id the newest. What a terminal would obey is left out of all names and texts.',
    examples: ['mailmitt show', "mailmitt show --json --q 'to:ann@x.test' | jq -r '.codes[0].value'"],
    flags: { ...NEWEST, tz: LOCAL_ZONE_FLAG, json: JSON_FLAG, url: URL_FLAG },
  },
  raw: {
    ...{ words: '[id]', minWords: 0, maxWords: 1, wordFault: 'takes one id' },
    help: 'the exact octets of a message, on stdout',
    details: 'Without an id the newest. On a terminal, what it would obey is left out; into a file or a pipe every octet goes.',
    examples: ["mailmitt raw --q 'subject:invoice' > invoice.eml"],
    flags: { ...NEWEST, tz: flag('zone', 'Time zone of days in the search; else that of this machine'), url: URL_FLAG },
  },
  delete: {
    ...{ words: '[id…]', minWords: 0, maxWords: Number.POSITIVE_INFINITY, wordFault: 'takes ids' },
    help: 'delete messages by id, by search, or all',
    details:
      'Says what to delete exactly once: ids, `--q` or `--all`. Ends with 1 when nothing was there to delete, or one of the ids was not.',
    examples: ['mailmitt delete --all --mailbox ci-7', "mailmitt delete --q 'before:7d -is:pinned'"],
    flags: {
      q: flag('search', 'All that this search finds: docs/search.md'),
      all: flag('', 'Everything, or all of the mailbox'),
      tz: flag('zone', 'Time zone of days in the search; else that of this machine'),
      mailbox: MAILBOX_FLAG,
      json: JSON_FLAG,
      url: URL_FLAG,
    },
  },
  send: {
    ...{ words: '', minWords: 0, maxWords: 0, wordFault: 'takes flags only; recipients are given with --to' },
    help: 'compose a message into Mailmitt; prints its id',
    details:
      'Nothing leaves the machine. `--to`, `--cc`, `--bcc`, `--reply-to`, `--attach` and `--header` may be given more than once. For a mail that is a file already, see `mailmitt import` and `mailmitt sendmail`.',
    examples: [
      "mailmitt send --from app@x.test --to 'Ann <ann@x.test>' --subject Hello --text 'It works.'",
      'mailmitt send --from app@x.test --to ann@x.test --html - --attach terms.pdf < page.html',
    ],
    flags: {
      from: flag('address', 'Sender: app@x.test or "App <app@x.test>"'),
      to: flag('address', 'Recipient'),
      cc: flag('address', 'Recipient of a copy'),
      bcc: flag('address', 'Blind recipient: in the envelope only'),
      'reply-to': flag('address', 'Where answers go'),
      subject: flag('text', 'Subject'),
      text: flag('text|-', 'Text; - reads it from stdin'),
      html: flag('html|-', 'HTML; - reads it from stdin'),
      attach: flag('file', 'A file to attach'),
      header: flag('"Name: value"', 'One more header field'),
      mailbox: flag('name', 'Put it into this mailbox'),
      json: JSON_FLAG,
      url: URL_FLAG,
    },
  },
  wait: {
    ...{ words: '', minWords: 0, maxWords: 0, wordFault: 'takes flags only; a search is given with --q' },
    help: 'wait for mail, or for none',
    details:
      'Prints the code or link that `--extract` asks for; else a line for each message as `mailmitt list` does, or with `--json` each as an object. Ends with 1 when it does not come in time, and says why on stderr; with 2 when the command cannot be understood, also when the value of a flag is empty. All that `--to`, `--from`, `--subject` and `--q` ask for must hold; the first three may be given more than once. Without `--since`, mail that is there already counts too.',
    examples: [
      'mark=$(mailmitt mark); ./sign-up ann@x.test; code=$(mailmitt wait --to ann@x.test --since "$mark" --extract code)',
      'mailmitt wait --to ann@x.test --subject Welcome --count 2 --timeout 2m --json',
      'mailmitt wait --to ann@x.test --since "$mark" --count 0 --quiet 2s',
    ],
    flags: {
      to: flag('text', 'An address or name in To or, of blind recipients too, in the envelope'),
      from: flag('text', 'An address or name of the sender'),
      subject: flag('text', 'Part of the subject'),
      q: SEARCH_FLAG,
      mailbox: MAILBOX_FLAG,
      since: flag('cursor', 'Only later mail: what mailmitt mark printed, or the cursor of a message'),
      count: flag('count', 'How many, at most 100; else 1. With 0 none may come'),
      timeout: flag('time', 'How long to wait for them: 500ms, 30s, 10m; else 30s'),
      quiet: flag('time', 'How long no more may come after them; with --count 0, from now on, else 2s'),
      extract: flag('code|link', 'Print the best code or link of the first; only mail that has one matches'),
      tz: LOCAL_ZONE_FLAG,
      json: JSON_FLAG,
      url: URL_FLAG,
    },
  },
  mark: {
    ...{ words: '', minWords: 0, maxWords: 0, wordFault: 'takes flags only' },
    help: 'the place in the order of arrival, to wait from: a cursor for --since',
    details: 'Take it before what sends the mail.',
    examples: ['mark=$(mailmitt mark)'],
    flags: { url: URL_FLAG },
  },
  report: {
    ...{ words: '', minWords: 0, maxWords: 0, wordFault: 'takes flags only; the file is given with --out' },
    help: 'one HTML page of a run: failed waits, mails as they look, sessions',
    details:
      'The page holds everything, opens from disk, runs nothing of a mail and loads nothing: docs/report.md. Ends with 0 also when no mail came.',
    examples: ['mailmitt report --out mails.html --since "$mark" --title "Checkout, run 512"'],
    flags: {
      out: flag('file', 'Where to write it, - is stdout; else mailmitt-report.html'),
      title: flag('text', 'What stands above it'),
      q: SEARCH_FLAG,
      mailbox: MAILBOX_FLAG,
      since: flag('cursor', 'Only later mail: what mailmitt mark printed'),
      limit: flag('count|all', 'How many mails at most, the newest of them; else 500, and never more than 5,000'),
      tz: LOCAL_ZONE_FLAG,
      url: URL_FLAG,
    },
  },
  sessions: {
    ...{ words: '[id]', minWords: 0, maxWords: 1, wordFault: 'takes one id' },
    help: 'sessions by SMTP and of mail clients, the last first, or the dialogue of one',
    details:
      'Also those that brought no message, with the reason. `running` and those that ended: id, when it began, client, protocol, name in HELO or of who signed in, outcome, messages, reason.',
    examples: ['mailmitt sessions --outcome refused', 'mailmitt sessions 01k9x3'],
    flags: {
      outcome: flag('name', 'Only those that ended so: accepted, read, refused, aborted or empty'),
      tz: flag('zone', 'Time zone of times shown; else that of this machine'),
      limit: flag('count|all', 'How many at most; else 50'),
      json: JSON_FLAG,
      url: URL_FLAG,
    },
  },
  export: {
    ...{ words: '[file]', minWords: 0, maxWords: 1, wordFault: 'takes one file' },
    help: 'write messages, the oldest first, to a file or stdout',
    details: '',
    examples: ["mailmitt export --q 'to:ann@x.test' mail.zip", 'mailmitt export --format ndjson | head -n 1'],
    flags: {
      q: SEARCH_FLAG,
      tz: flag('zone', 'Time zone of the days in it, such as Europe/Istanbul; else UTC'),
      mailbox: MAILBOX_FLAG,
      format: flag('name', 'zip, mbox or ndjson; else as the name of the file ends, else mbox'),
      url: URL_FLAG,
    },
  },
  import: {
    ...{ words: 'path…', minWords: 1, maxWords: Number.POSITIVE_INFINITY, wordFault: 'name at least one file or folder' },
    help: 'add mail from .eml, mbox and zip files, Maildirs and folders of them',
    details: '',
    examples: ['mailmitt import mail.zip ~/Maildir some/folder'],
    flags: { mailbox: flag('name', 'Put it into this mailbox'), url: URL_FLAG },
  },
  password: {
    ...{ words: 'name', minWords: 1, maxWords: 1, wordFault: 'takes one name; the password is read from stdin' },
    help: 'a line for the file of --users, with the password as a hash: docs/access.md',
    details: 'Reads the password from stdin, on a terminal without showing it, and prints `name:$scrypt$…`. Asks no server.',
    examples: ['mailmitt password ann >> users.txt', 'pass show mailmitt | mailmitt password ann >> users.txt'],
    flags: {},
  },
} as const satisfies Record<string, ClientCommand>

export type ClientCommandName = keyof typeof CLIENT_COMMANDS

export function isClientCommand(name: string): name is ClientCommandName {
  return Object.hasOwn(CLIENT_COMMANDS, name)
}

const SWITCHES = new Set(
  Object.values<ClientCommand>(CLIENT_COMMANDS).flatMap(({ flags }) =>
    Object.keys(flags).filter((name) => flags[name]?.shape === ''),
  ),
)

/** A flag that takes no value; the same for every command that has it. */
export function isSwitch(name: string): boolean {
  return SWITCHES.has(name)
}

/** @returns what is wrong, as sentences */
export function checkClientCommand(
  name: ClientCommandName,
  words: readonly string[],
  flags: ReadonlyMap<string, string>,
): string[] {
  const command: ClientCommand = CLIENT_COMMANDS[name]
  const problems = [...flags.keys()]
    .filter((given) => !Object.hasOwn(command.flags, given))
    .map(
      (given) =>
        `--${given}: ${name} has no such flag; it has ${Object.keys(command.flags)
          .map((known) => `--${known}`)
          .join(', ')}`,
    )
  if (words.length < command.minWords) problems.push(`${name}: ${command.wordFault}`)
  for (const word of words.slice(command.maxWords)) problems.push(`${word}: ${name} ${command.wordFault}`)
  return problems
}

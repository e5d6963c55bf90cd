/** Commands that talk to a running Mailmitt: what each takes. This table makes their flags and their part of `--help`. */

export interface ClientCommand {
  /** Words after the name, as help shows them. */
  words: string
  minWords: number
  maxWords: number
  help: string
  /** Flag to help; each takes a value. */
  flags: Readonly<Record<string, string>>
}

const URL_HELP = 'Address of Mailmitt; else MAILMITT_URL, else the one that runs here'

export const CLIENT_COMMANDS = {
  export: {
    ...{ words: '[file]', minWords: 0, maxWords: 1 },
    help: 'write messages, the oldest first, to a file or stdout',
    flags: {
      q: 'Only what this search finds: docs/search.md',
      tz: 'Time zone of the days in it, such as Europe/Istanbul; else UTC',
      mailbox: 'Only this mailbox',
      format: 'zip, mbox or ndjson; else as the name of the file ends, else mbox',
      url: URL_HELP,
    },
  },
  import: {
    ...{ words: 'path…', minWords: 1, maxWords: Number.POSITIVE_INFINITY },
    help: 'add mail from .eml, mbox and zip files, Maildirs and folders of them',
    flags: { mailbox: 'Put it into this mailbox', url: URL_HELP },
  },
} as const satisfies Record<string, ClientCommand>

export type ClientCommandName = keyof typeof CLIENT_COMMANDS

export function isClientCommand(name: string): name is ClientCommandName {
  return Object.hasOwn(CLIENT_COMMANDS, name)
}

/** @returns what is wrong, as sentences */
export function checkClientCommand(
  name: ClientCommandName,
  words: readonly string[],
  flags: ReadonlyMap<string, string>,
): string[] {
  const command: ClientCommand = CLIENT_COMMANDS[name]
  const problems = [...flags.keys()]
    .filter((flag) => !Object.hasOwn(command.flags, flag))
    .map(
      (flag) =>
        `--${flag}: ${name} has no such flag; it has ${Object.keys(command.flags)
          .map((known) => `--${known}`)
          .join(', ')}`,
    )
  if (words.length < command.minWords) problems.push(`${name}: name at least one file or folder`)
  for (const word of words.slice(command.maxWords)) problems.push(`${word}: ${name} takes one file`)
  return problems
}

/** Which command does what. Each loads what it alone needs. */
import type { ClientCommandName } from '../config/commands.ts'
import { createPaint } from './print.ts'

export interface AskedCommand {
  words: readonly string[]
  flags: ReadonlyMap<string, string>
  values: ReadonlyMap<string, readonly string[]>
  /** Of MAILMITT_URL. */
  url: string | undefined
  /** Of MAILMITT_TOKEN. */
  token: string | undefined
  /** False with NO_COLOR. */
  mayColour: boolean
}

/** @returns the exit code */
export async function runClientCommand(name: ClientCommandName, asked: AskedCommand): Promise<number> {
  const { words, flags, values, mayColour } = asked
  const { mailbox, q, tz, format, limit, fields, outcome, since, out, title } = Object.fromEntries<string | undefined>(flags)
  const remote = { url: flags.get('url') ?? asked.url, token: asked.token }
  const isJson = flags.has('json')
  const [word] = words
  const paint = createPaint(mayColour)
  switch (name) {
    case 'list':
      return (await import('./list.ts')).listMessages({ remote, q, tz, mailbox, limit, fields, isJson, paint })
    case 'show':
      return (await import('./show.ts')).showMessage({ remote, id: word, q, tz, mailbox, isJson, paint })
    case 'raw':
      return (await import('./show.ts')).showRaw({ remote, id: word, q, tz, mailbox })
    case 'delete':
      return (await import('./delete.ts')).deleteMessages({ remote, ids: words, q, tz, mailbox, isAll: flags.has('all'), isJson })
    case 'send':
      return (await import('./send.ts')).sendMail({ remote, values, isJson })
    case 'wait':
      return (await import('./wait.ts')).waitForMail({ remote, flags, values, isJson, paint })
    case 'mark':
      return (await import('./wait.ts')).printMark(remote)
    case 'report':
      return (await import('./report.ts')).makeReport({ remote, out, q, tz, mailbox, since, limit, title })
    case 'sessions':
      return (await import('./sessions.ts')).showSessions({ remote, id: word, outcome, tz, limit, isJson, paint })
    case 'export':
      return (await import('./export.ts')).exportMail({ remote, mailbox, q, tz, format, file: word })
    case 'password':
      return (await import('./password.ts')).printPassword(word ?? '')
    case 'import':
      return (await import('./import.ts')).importMail({ remote, mailbox, paths: words })
  }
}

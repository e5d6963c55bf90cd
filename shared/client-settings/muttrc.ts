/** A configuration file for mutt and NeoMutt: `mutt -F mailmitt.muttrc`. */
import type { ClientSettings, ServerSettings } from './client-settings.ts'

/** @returns undefined when there is nothing to read mail from */
export function writeMuttrc({ emailAddress, incoming: [incoming], outgoing: [outgoing] }: ClientSettings): string | undefined {
  if (!incoming) return undefined
  const isImap = incoming.protocol === 'imap'
  const name = isImap ? 'imap' : 'pop'
  const lines = [
    '# Mail of Mailmitt, for mutt and NeoMutt: mutt -F mailmitt.muttrc',
    set(`${name}_user`, incoming.userName ?? ''),
    incoming.password === 'any' ? set(`${name}_pass`, 'any') : `# set ${name}_pass = "yours, or a token; else mutt asks"`,
    ...(isImap
      ? [set('folder', urlOf(incoming)), set('spoolfile', '+INBOX')]
      : [set('spoolfile', urlOf(incoming)), 'set pop_delete = no']),
    ...(outgoing ? outgoingLines(outgoing) : []),
    set('from', emailAddress),
    'set record = ""',
    ...tlsLines([incoming, ...(outgoing ? [outgoing] : [])]),
  ]
  return `${lines.join('\n')}\n`
}

function outgoingLines(outgoing: ServerSettings): string[] {
  const { userName, password } = outgoing
  if (userName === undefined) return [set('smtp_url', urlOf(outgoing))]
  const signIn = password === 'any' ? set('smtp_pass', 'any') : '# set smtp_pass = "yours; else mutt asks"'
  return [set('smtp_url', urlOf(outgoing, userName)), signIn]
}

function tlsLines(servers: readonly ServerSettings[]): string[] {
  if (servers.every(({ security }) => security === 'none')) return ['set ssl_starttls = no', 'set ssl_force_tls = no']
  return ['set ssl_starttls = yes', 'set ssl_force_tls = yes', '# set certificate_file = "mailmitt-ca.pem"']
}

const SCHEMES = { imap: ['imap', 'imaps'], pop3: ['pop', 'pops'], smtp: ['smtp', 'smtps'] } as const

function urlOf({ protocol, security, host, port }: ServerSettings, userName?: string): string {
  const [plain, secure] = SCHEMES[protocol]
  const user = userName === undefined ? '' : `${encodeURIComponent(userName)}@`
  return `${security === 'tls' ? secure : plain}://${user}${host.includes(':') ? `[${host}]` : host}:${port}/`
}

/** In double quotes mutt takes `$` for a variable and a backtick for a command. */
function set(name: string, value: string): string {
  return `set ${name} = "${value.replace(/[\\"$`]/g, '\\$&')}"`
}

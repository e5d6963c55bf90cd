/** Text of `--mailbox-rules`: which mail goes to which mailbox. */
import { isNetwork } from './values.ts'

export interface MailboxRoute {
  by: 'rcpt' | 'client' | 'helo'
  /** `*` stands for any characters; of `client`, an address or a network (`10.0.3.0/24`). */
  pattern: string
  /** `$1` is what the first `*` stands for. */
  mailbox: string
}

const EXAMPLE = 'rcpt:*@shop.test=shop; helo:ci-*=ci-$1; client:10.0.3.0/24=staging'
const MAX_RULES = 1000

/**
 * Parses `rules = rule *( ";" rule ) ; rule = ( "rcpt" / "client" / "helo" ) ":" pattern "=" mailbox`. A pattern or a
 * mailbox that holds `=` or `;` is written in double quotes. Empty is no rule.
 *
 * @throws a sentence with the place, counted from 1
 */
export function parseMailboxRules(text: string): MailboxRoute[] {
  const rules: MailboxRoute[] = []
  const rule = /\s*(?:([^:";=]*):)?\s*(?:"([^"]*)"|([^";=]*))\s*(?:=\s*(?:"([^"]*)"|([^";]*)))?\s*(;|$)/gy
  while (rule.lastIndex < text.length) {
    const start = rule.lastIndex
    const fault = (message: string) => new Error(`at character ${start + 1}, ${message}; write for example ${EXAMPLE}`)
    const found = rule.exec(text)
    if (!found) throw fault(`"${text.slice(start).trim()}" cannot be read`)
    const [whole, by = '', quoted, bare = '', quotedMailbox, bareMailbox = ''] = found
    if (whole.trim() === '') break
    const pattern = quoted ?? bare.trim()
    const mailbox = (quotedMailbox ?? bareMailbox).trim()
    const kind = by.trim().toLowerCase()
    if (kind !== 'rcpt' && kind !== 'client' && kind !== 'helo')
      throw fault(`"${whole.replace(/;$/, '').trim()}" begins with none of rcpt:, client: and helo:`)
    if (pattern === '') throw fault(`${kind}: has no pattern`)
    if (mailbox === '') throw fault(`"${pattern}" has no mailbox`)
    if (kind === 'client' && !isNetwork(pattern)) throw fault(`"${pattern}" is no IP address and no network such as 10.0.3.0/24`)
    const stars = kind === 'client' ? 0 : pattern.split('*').length - 1
    for (const [name, number] of mailbox.matchAll(/\$(\d)/g))
      if (Number(number) < 1 || Number(number) > stars) throw fault(`"${mailbox}" names ${name}, and "${pattern}" has ${stars} *`)
    rules.push({ by: kind, pattern, mailbox })
    if (rules.length > MAX_RULES) throw fault(`there are more than ${MAX_RULES} rules`)
  }
  return rules
}

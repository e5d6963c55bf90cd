/** A message with what a test asks of it. What it was asked for and has not, it says with what it has instead. */
import type { LinkFound, LinkKind } from '../model/link.ts'
import type { Message } from '../model/message.ts'
import type { Attachment } from '../model/part.ts'

export interface LinkCriteria {
  /** Part of what is shown as the link, whatever its case, or a pattern. */
  text?: string | RegExp | undefined
  /** The same of the address it leads to. */
  href?: string | RegExp | undefined
  kind?: LinkKind | undefined
}

export interface MailAttachment extends Attachment {
  /** Decoded. */
  octets: () => Promise<Uint8Array>
}

/** Its fields are those of the message; what is added here does not show when it is printed, compared or copied. */
export interface Mail<Dom = unknown> extends Message {
  /** The surest of `codes`. @throws when it has none */
  readonly code: string
  /** The first link that fits; asked for nothing, the first that something is done with. @throws when there is none */
  link: (which?: LinkCriteria) => LinkFound
  /** The first with that file name. @throws when there is none */
  attachment: (filename: string) => MailAttachment
  /** Value of the first header field of that name, decoded. */
  header: (name: string) => string | undefined
  /** As text to keep beside a test: the same for two mails of one template. */
  snapshot: () => Promise<string>
  /** Its HTML, read by the parser that the client was given. @throws when it was given none */
  dom: () => Dom
}

export interface MailSources<Dom> {
  readPart: (id: string, path: string) => Promise<Uint8Array>
  readSnapshot: (id: string) => Promise<string>
  parseHtml: ((html: string) => Dom) | undefined
}

export function toMail<Dom>(message: Message, { readPart, readSnapshot, parseHtml }: MailSources<Dom>): Mail<Dom> {
  const { id, subject, codes, links, attachments, headers, html } = message
  const lacking = (what: string, has: string, things: readonly string[]) =>
    new Error(`The mail “${subject}” (${id}) has no ${what}; ${has} ${things.length > 0 ? things.join(', ') : 'none'}`)

  const added = {
    get code(): string {
      const [best] = codes
      if (!best) throw lacking('code', 'its text begins', [message.snippet].filter(Boolean))
      return best.value
    },
    link(which: LinkCriteria = {}): LinkFound {
      const asked = Object.entries(which).filter(([, value]) => value !== undefined)
      const found =
        asked.length > 0 ? links.find((link) => fits(link, which)) : (links.find(({ kind }) => kind === 'action') ?? links[0])
      if (found) return found
      const what = ['link', ...asked.map(([name, value]) => `${name} ${value}`)].join(' with ')
      throw lacking(
        what,
        'its links are',
        links.map(({ text, href, kind }) => `${kind} “${text}” ${href}`),
      )
    },
    attachment(filename: string): MailAttachment {
      const found = attachments.find((attachment) => attachment.filename === filename)
      const names = attachments.map((attachment) => `“${attachment.filename}”`)
      if (!found) throw lacking(`attachment “${filename}”`, 'its attachments are', names)
      return { ...found, octets: () => readPart(id, found.path) }
    },
    header: (name: string) => headers.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value,
    snapshot: () => readSnapshot(id),
    dom(): Dom {
      if (!parseHtml) throw new Error('Give createClient a parser: parseHtml: (html) => new JSDOM(html).window.document')
      return parseHtml(html)
    },
  }
  const hidden = Object.entries(Object.getOwnPropertyDescriptors(added))
    .filter(([name]) => !(name in message)) // a code that it brings it has as its own
    .map(([name, how]) => [name, { ...how, enumerable: false }])
  return Object.defineProperties(message, Object.fromEntries(hidden)) as Mail<Dom>
}

export function fits(link: LinkFound, { text, href, kind }: LinkCriteria): boolean {
  return (
    (text === undefined || contains(link.text, text)) &&
    (href === undefined || contains(link.href, href)) &&
    (kind === undefined || link.kind === kind)
  )
}

export function contains(text: string, part: string | RegExp): boolean {
  // Unlike `test`, `search` begins at the start each time, whatever the flags.
  return typeof part === 'string' ? text.toLowerCase().includes(part.toLowerCase()) : text.search(part) >= 0
}

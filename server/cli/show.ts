/** `mailmitt show` and `mailmitt raw`: one message, for a person, for a program, or octet for octet. */
import type { Address, Message, Scope } from '../../shared/client/client.ts'
import { ask, Misuse, parseZone } from './ask.ts'
import { harmless, harmlessJson, harmlessLines } from './harmless.ts'
import { formatTime, localZone, type Paint, print } from './print.ts'
import { formatOctets } from './progress.ts'
import type { Remote } from './remote.ts'

export interface ShowRequest extends Scope {
  remote: Remote
  id: string | undefined
  isJson: boolean
  paint: Paint
}

/** @returns the exit code */
export function showMessage({ remote, id, isJson, paint, ...scope }: ShowRequest): Promise<number> {
  return ask(remote, async (client) => {
    const tz = parseZone(scope.tz, localZone)
    const message = await (isNewest(id, scope) ? client.latest({ ...scope, tz }) : client.get(id))
    await print(isJson ? `${harmlessJson(message)}\n` : describe(message, tz, paint))
    return 0
  })
}

/** @returns the exit code */
export function showRaw({ remote, id, ...scope }: Omit<ShowRequest, 'isJson' | 'paint'>): Promise<number> {
  return ask(remote, async (client) => {
    const tz = parseZone(scope.tz, localZone)
    const decoder = new TextDecoder()
    for await (const piece of await (isNewest(id, scope) ? client.rawStream('latest', { ...scope, tz }) : client.rawStream(id)))
      await print(process.stdout.isTTY ? harmlessLines(decoder.decode(piece, { stream: true })) : piece)
    return 0
  })
}

/** @throws {Misuse} for an id and a scope */
function isNewest(id: string | undefined, { q, mailbox }: Scope): id is undefined | 'latest' {
  if (id === undefined || id === 'latest') return true
  if (q === undefined && mailbox === undefined) return false
  throw new Misuse('give an id, or --q and --mailbox for the newest that fits, not both')
}

const SEVERITY_COLOURS = { error: 'red', warning: 'yellow', info: 'dim' } as const

function describe(message: Message, zone: string, paint: Paint): string {
  const { envelope, attachments, codes, links, findings, sizeOctets, text, snippet } = message
  const fields: [string, string][] = [
    ['From', formatAddresses(message.from)],
    ['To', formatAddresses(message.to)],
    ['Cc', formatAddresses(message.cc)],
    ['Bcc', formatAddresses(message.bcc)],
    ['Reply-To', formatAddresses(message.replyTo)],
    ['Subject', paint('bold', harmless(message.subject))],
    ['Received', `${formatTime(message.receivedAt, zone)}, ${formatOctets(sizeOctets)}, in ${harmless(message.mailbox)}`],
    ['Envelope', harmless(`<${envelope.reversePath}> to ${envelope.forwardPaths.map((path) => `<${path}>`).join(', ')}`)],
    ['Tags', harmless(message.tags.join(', '))],
    ['Id', harmless(message.id)],
    ...codes.map(({ value }): [string, string] => ['Code', paint('green', harmless(value))]),
    ...links.map(({ href, text: label }): [string, string] => [
      'Link',
      harmless(label && label !== href ? `${href} (${label})` : href),
    ]),
    ...attachments.map(({ filename, contentType, sizeOctets: size }): [string, string] => [
      'Attachment',
      harmless(`${filename || '(no name)'}, ${contentType}, ${formatOctets(size)}`),
    ]),
    ...findings.map(({ severity, title, rule }): [string, string] => [
      'Finding',
      `${paint(SEVERITY_COLOURS[severity], severity)} ${harmless(`${title} (${rule})`)}`,
    ]),
  ]
  const head = fields
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${paint('cyan', `${name}:`.padEnd(11))} ${value}\n`)
  const body = text || (message.hasHtml ? `(HTML only) ${snippet}` : '')
  return `${head.join('')}\n${harmlessLines(body).replace(/\n*$/, '\n')}`
}

function formatAddresses(addresses: readonly Address[]): string {
  return addresses
    .map(({ displayName, addrSpec }) => harmless(displayName === '' ? addrSpec : `${displayName} <${addrSpec}>`))
    .join(', ')
}

/** What to see of the mail of a test that failed: a text about all that came, and the first few mails as they were sent. */
import type { ListedMessage, ListedSession } from '../client/client.ts'
import type { TestMails } from './mails.ts'

export interface Arrivals {
  told: string
  /** Those to the addresses of the test before others. */
  files: { name: string; octets: Uint8Array }[]
}

const MAX_TOLD = 50
const MAX_FILES = 10
const MAX_FILE_OCTETS = 5 * 1024 ** 2
const MAX_NAME = 80
const MAX_TEXT = 2000
const MAX_LINKS = 20

/** Never fails: the test has, and what it failed with must not be hidden. */
export async function collectArrivals(test: TestMails): Promise<Arrivals> {
  try {
    const [mails, refused] = await Promise.all([listOwnFirst(test), listRefused(test)])
    const shown = mails.filter(({ sizeOctets }) => sizeOctets <= MAX_FILE_OCTETS).slice(0, MAX_FILES)
    const files = shown.map(async ({ id, subject }) => {
      return { name: `${subject.slice(0, MAX_NAME) || id}.eml`, octets: await test.client.raw(id) }
    })
    return { told: tellArrivals(test, mails, refused), files: await Promise.all(files) }
  } catch (error) {
    return { told: `Mailmitt did not tell what came: ${error}`, files: [] }
  }
}

async function listOwnFirst({ client, addresses }: TestMails): Promise<ListedMessage[]> {
  const { messages } = await client.list({ limit: MAX_TOLD, fields: ['text', 'codes', 'links'] })
  const own = new Set(addresses.map((address) => address.toLowerCase()))
  const isOwn = ({ envelope }: ListedMessage) => envelope.forwardPaths.some((path) => own.has(path.toLowerCase()))
  return [...messages.filter(isOwn), ...messages.filter((mail) => !isOwn(mail))]
}

async function listRefused({ client, startedAt }: TestMails): Promise<ListedSession[]> {
  const { sessions } = await client.sessions({ outcome: 'refused', protocol: 'smtp', limit: MAX_TOLD })
  return sessions.filter((session) => session.startedAt >= startedAt.toISOString())
}

function tellArrivals(
  { mailbox, addresses }: TestMails,
  mails: readonly ListedMessage[],
  refused: readonly ListedSession[],
): string {
  const count = mails.length === 1 ? '1 mail' : `${mails.length === MAX_TOLD ? 'At least ' : ''}${mails.length} mails`
  return [
    `${count} came to the mailbox “${mailbox}” since the test began.`,
    addresses.length > 0 && `Addresses of the test: ${addresses.join(', ')}`,
    ...refused.map(({ id, authenticatedAs, reason }) => {
      return `SMTP session ${id}${authenticatedAs ? ` of ${authenticatedAs}` : ''} was refused: ${reason}`
    }),
    ...mails.map(tellMail),
  ]
    .filter(Boolean)
    .join('\n\n')
}

function tellMail({
  id,
  subject,
  receivedAt,
  sizeOctets,
  envelope,
  codes = [],
  links = [],
  text = '',
  snippet,
}: ListedMessage): string {
  const shown = text.trim() || snippet
  return [
    `— “${subject}” (${id}), ${receivedAt}, ${sizeOctets} octets`,
    `from ${envelope.reversePath || '<>'} to ${envelope.forwardPaths.join(', ')}`,
    ...codes.map(({ value, context }) => `code ${value} (“${context}”)`),
    ...links.slice(0, MAX_LINKS).map(({ kind, text, href }) => `link ${kind} “${text}” ${href}`),
    '',
    shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}…` : shown,
  ].join('\n')
}

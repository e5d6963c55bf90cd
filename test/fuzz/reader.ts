/** Does with a mail all that the program does to show it, on the program's own threads, with the time that each has there. */
import {
  type ContentJob,
  type ContentResult,
  type Extract,
  gatherContent,
  type MessageContent,
} from '../../server/mail/content.ts'
import { explainedKind } from '../../server/mail/explain/kind.ts'
import type { DocumentRequest, MailDocument } from '../../server/mail/html-document.ts'
import { nameInlineParts } from '../../server/mail/inline-parts.ts'
import { createJobWorker, JobTimeout } from '../../server/mail/job-worker.ts'
import type { ParseJob } from '../../server/mail/parser.ts'
import type { ParsedMessage } from '../../server/store/store.ts'
import { Explanation } from '../../shared/model/explanation.ts'
import type { TagRule } from '../../shared/model/tag.ts'

const ARRIVAL = { id: 'm', mailbox: 'default', origin: 'smtp', receivedAt: Date.UTC(2026, 10, 23) } as const
const RULES: TagRule[] = [
  { id: 'q', q: 'has:attachment OR -subject:a', tag: 'searched', enabled: true },
  { id: 'p', q: '', pattern: { of: 'text', expression: '(\\w+)=' }, tag: 'text/$1', enabled: true },
  { id: 'h', q: '', pattern: { of: 'header:subject', expression: '\\S+' }, tag: 'subject', enabled: true },
]

/** As parser.ts, content.ts and renderer.ts have them. */
const LIMITS_MS = { parse: 2000, parseMiB: 100, read: 5000, extract: 1000, show: 5000, explain: 2000 }
const MAX_EXPLAINED_OCTETS = 1024 ** 2
/** Of a mail with a thousand calendars, as many are read. */
const MAX_EXPLAINED_PARTS = 20

export interface Reader extends AsyncDisposable {
  /** @returns `timeout` where the program answers without codes and links @throws what is a fault, saying where */
  read: (mailData: Buffer) => Promise<{ extract: 'found' | 'timeout' }>
}

export function createReader(): Reader {
  const thread = (name: string) => new URL(`../../server/mail/${name}-worker.ts`, import.meta.url)
  const parser = createJobWorker<ParseJob, ParsedMessage>({ file: thread('parse'), name: 'parser' })
  const content = createJobWorker<ContentJob, ContentResult>({ file: thread('content'), name: 'content' })
  const renderer = createJobWorker<DocumentRequest, MailDocument>({ file: thread('render'), name: 'renderer' })

  async function parse(mailData: Buffer): Promise<ParsedMessage> {
    // Given away, as the program does.
    const copy = Uint8Array.from(mailData)
    const envelope = { reversePath: 'sender@a.test', forwardPaths: ['to@b.test'] }
    const arrival = { receivedAt: ARRIVAL.receivedAt, hasSmtpUtf8: false }
    const tagging = { rules: RULES, allowsField: true, arrival: { ...ARRIVAL, envelope, sizeOctets: mailData.length } }
    const limitMs = LIMITS_MS.parse + (mailData.length / 1024 ** 2) * LIMITS_MS.parseMiB
    const parsed = await within('parse', parser.run({ mailData: copy, envelope, arrival, tagging }, limitMs, [copy.buffer]))
    checkPlaces(parsed, mailData.length)
    return parsed
  }

  async function explain(mailData: Buffer, { parts }: ParsedMessage): Promise<void> {
    const explained = parts.flatMap((part) => explainedKind(part) ?? []).length
    for (const part of explained > 0 ? parts.slice(0, MAX_EXPLAINED_PARTS) : []) {
      const kind = explainedKind(part)
      if (!kind) continue
      const { headerOffset, bodyOffset, bodyOctets, contentType, encoding, charset } = part
      const isCut = bodyOctets > MAX_EXPLAINED_OCTETS
      const headerSection = mailData.subarray(headerOffset, bodyOffset)
      const body = mailData.subarray(bodyOffset, bodyOffset + Math.min(bodyOctets, MAX_EXPLAINED_OCTETS))
      const job = { kind, isCut, headerSection, body, contentType, encoding, charset }
      Explanation.parse(await within(`explain ${kind}`, content.run({ explain: job }, LIMITS_MS.explain)))
    }
  }

  return {
    async read(mailData) {
      const parsed = await parse(mailData)
      const encoded = await gatherContent({ sizeOctets: mailData.length, parts: parsed.parts }, async (start, end) =>
        mailData.subarray(start, end),
      )
      const { text, html } = (await within('read', content.run({ encoded }, LIMITS_MS.read))) as MessageContent
      if ((text !== '') !== parsed.hasText || (html !== '') !== parsed.hasHtml) throw new Error('read: other text than parsed')
      const { subject, parts } = parsed
      const extract = await within(
        'extract',
        content.run({ extractFrom: { subject, parts, text, html } }, LIMITS_MS.extract),
      ).then(
        (found): 'found' => {
          checkConfidence(found as Extract)
          return 'found'
        },
        (error: unknown): 'timeout' => {
          if (error instanceof Error && error.cause instanceof JobTimeout) return 'timeout'
          throw error
        },
      )
      const inlineParts = Object.fromEntries(Array.from(nameInlineParts(parts), ([name, { path }]) => [name, `parts/${path}`]))
      const shown = renderer.run(
        { html, text, remote: 'block', remoteHosts: [], theme: 'author-dark', images: true, nonce: 'nonce', inlineParts },
        LIMITS_MS.show,
      )
      await within('show', shown)
      await explain(mailData, parsed)
      return { extract }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([parser.close(), content.close(), renderer.close()])
    },
  }
}

async function within<T>(stage: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new Error(`${stage}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/** Every part lies in the mail, and no two are named alike. */
function checkPlaces({ parts }: ParsedMessage, sizeOctets: number): void {
  const paths = new Set(parts.map(({ path }) => path))
  if (paths.size !== parts.length) throw new Error('parse: two parts of one path')
  for (const { path, headerOffset, bodyOffset, bodyOctets } of parts)
    if (!(headerOffset >= 0 && bodyOffset >= headerOffset && bodyOctets >= 0 && bodyOffset + bodyOctets <= sizeOctets))
      throw new Error(`parse: part ${path} lies outside of the mail`)
}

function checkConfidence({ codes }: Extract): void {
  if (!codes.every(({ confidence }) => confidence >= 0 && confidence <= 1)) throw new Error('extract: a confidence beyond 0 to 1')
}

/** Mail data to everything the rest of Mailmitt shows of it. Pure: no store, no sockets, no clock. */
import { parseAddressHeader } from 'mailparser'
import type { Address } from '../../shared/model/address.ts'
import type { Envelope } from '../../shared/model/envelope.ts'
import type { ParsedMessage, StoredFinding } from '../store/store.ts'
import { readableParts, readBody } from './body-text.ts'
import { checkMail } from './check-mail/check-mail.ts'
import type { Arrival } from './check-mail/mail-to-check.ts'
import { decodeField, decodeFields, recodeWords } from './decode-field.ts'
import { blindRecipients, envelopeMessage } from './envelope-message.ts'
import { findBodyOffset, firstField, type RawField, unfold } from './header-section.ts'
import { findInlineUse } from './inline-parts.ts'
import { scanParts } from './part-tree.ts'
import { readHtmlOnce } from './read-html.ts'
import { isAttachment, ownParts } from './readable-parts.ts'
import { findFeatures, findValues, toSearchText } from './searchable.ts'
import { type Tagging, tagMessage } from './tag-message.ts'
import { previewText } from './visible-text.ts'

const SNIPPET_CHARACTERS = 200
const HTML_START = 2048

/** @throws whatever a library throws on mail it cannot take: the caller then keeps `brokenMessage` */
export function parseMessage(mailData: Buffer, envelope: Envelope, arrival?: Arrival, tagging?: Tagging): ParsedMessage {
  const tree = scanParts(mailData)
  const { parts, fields } = tree
  const partFields = tree.scanned.slice(1).flatMap((scanned) => scanned.fields)
  const { text, html, charsetsUsed, lossy } = readBody(readableParts(mailData, parts))
  for (const part of parts) part.charsetUsed = charsetsUsed.get(part.path) ?? ''
  const { shown, missing: missingInline } = findInlineUse(html, parts)
  const shownInline = new Set(shown.values())
  const from = readAddresses(fields, 'from').slice(0, 1).flat()
  const to = readAddresses(fields, 'to').flat()
  const cc = readAddresses(fields, 'cc').flat()
  const namedBcc = readAddresses(fields, 'bcc').flat()
  const blind = blindRecipients(envelope, [to, cc, namedBcc].flat())
  const replyTo = readAddresses(fields, 'reply-to').slice(0, 1).flat()
  const subject = decodeField(firstField(fields, 'Subject'))
  const readOfHtml = readHtmlOnce(html)
  const { failure, ...values } = findValues({ subject, text, ...readOfHtml })
  const findings = checkMail({
    ...{ mailData, envelope, arrival, tree, text, html, lossy, shownInline, missingInline },
    ...{ subject, from, replyTo, to, cc, namedBcc, blind },
  })
  const told = {
    attachmentCount: ownParts(parts).filter((part) => isAttachment(part) && !shownInline.has(part)).length,
    findings: failure ? [...findings, failure] : findings,
    hasText: text !== '',
    hasHtml: html !== '',
  }
  const message: ParsedMessage = {
    state: 'ready',
    from,
    to,
    cc,
    bcc: blind,
    replyTo,
    subject,
    snippet: toSnippet(text) || toSnippet(startOfVisibleText(html)),
    ...identification(fields),
    ...told,
    code: values.codes[0],
    features: findFeatures({ ...told, ...values }, { fields, parts }),
    tags: [],
    searchText: toSearchText({ text, html: readOfHtml.visible.text, fields, partFields, parts, ...values }),
    parts,
  }
  if (tagging) tagMessage(message, { text: () => text || readOfHtml.visible.text, valuesOf: valuesOf(fields) }, tagging)
  return message
}

/** What is left to show when parsing failed: what the start of the header section gives. */
export function brokenMessage(
  mailDataStart: Uint8Array,
  envelope: Envelope,
  why: StoredFinding,
  tagging?: Tagging,
): ParsedMessage {
  const fields = decodeFields(mailDataStart.subarray(0, findBodyOffset(mailDataStart, 0, mailDataStart.length)))
  const address = (name: string): Address[] => {
    const field = firstField(fields, name)
    const [addrSpec = ''] = /[^\s<>,;:"()]+@[^\s<>,;:"()]+/.exec(field) ?? []
    const displayName = decodeField(field.split('<')[0] ?? '').replace(addrSpec, '')
    return displayName || addrSpec ? [{ displayName, addrSpec }] : []
  }
  const to = address('To')
  const message: ParsedMessage = {
    ...envelopeMessage(envelope, why),
    from: address('From'),
    to,
    bcc: blindRecipients(envelope, to),
    subject: decodeField(firstField(fields, 'Subject')),
    ...identification(fields),
  }
  if (tagging) tagMessage(message, { text: () => '', valuesOf: valuesOf(fields) }, tagging)
  return message
}

function valuesOf(fields: readonly RawField[]) {
  return (name: string) => fields.filter((field) => field.name.toLowerCase() === name).map(({ body }) => decodeField(body))
}

function identification(
  fields: readonly RawField[],
): Pick<ParsedMessage, 'dateField' | 'messageIdField' | 'inReplyTo' | 'references'> {
  const messageIds = (name: string) => [...firstField(fields, name).matchAll(/<([^<>\s]+)>/g)].map(([, id]) => id ?? '')
  return {
    dateField: firstField(fields, 'Date'),
    messageIdField: messageIds('Message-ID')[0] ?? firstField(fields, 'Message-ID'),
    inReplyTo: messageIds('In-Reply-To')[0] ?? '',
    references: messageIds('References'),
  }
}

/** The addresses of each field of that name (in lower case); members of a group stand alone. */
function readAddresses(fields: readonly RawField[], name: string): Address[][] {
  return fields
    .filter((field) => field.name.toLowerCase() === name)
    .map(({ body }) =>
      parseAddressHeader(recodeWords(unfold(body)))
        .value.flatMap((entry) => entry.group ?? [entry])
        .map(({ name: displayName, address }) => ({ displayName, addrSpec: address ?? '' }))
        .filter(({ displayName, addrSpec }) => displayName || addrSpec),
    )
}

/** The visible text of as much of the HTML as gives a snippet: parsing a whole newsletter for it would cost more than all the rest. */
function startOfVisibleText(html: string): string {
  for (let length = HTML_START; ; length *= 8) {
    const text = previewText(html.slice(0, length), SNIPPET_CHARACTERS * 4)
    if (length >= html.length || toSnippet(text).length >= SNIPPET_CHARACTERS) return text
  }
}

function toSnippet(text: string): string {
  const folded = text
    .slice(0, SNIPPET_CHARACTERS * 4)
    .replace(/(?:[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]|\u034f)+/g, ' ')
    .trim()
  return [...folded].slice(0, SNIPPET_CHARACTERS).join('')
}

/** What search looks at in a mail, beside what the list shows of it (DESIGN §7). */
import type { Feature } from '../../shared/search/query.ts'
import { packSearchText } from '../../shared/search/search-text.ts'
import type { ParsedMessage, StoredPart } from '../store/store.ts'
import { decodeField } from './decode-field.ts'
import { firstField, type RawField } from './header-section.ts'
import { isShownInline, ownParts } from './readable-parts.ts'
import { dropFillers, visibleText } from './visible-text.ts'

/** Of text and of HTML each; a longer mail is found by what it begins with. */
const MAX_CHARACTERS = 4 * 1024 ** 2
const MAX_FIELDS = 1000

interface ReadMail {
  text: string
  html: string
  fields: readonly RawField[]
  parts: readonly StoredPart[]
}

/** @returns packed */
export function toSearchText({ text, html, fields, parts }: ReadMail): string {
  return packSearchText({
    text: dropFillers(text.slice(0, MAX_CHARACTERS)),
    html: html === '' ? '' : visibleText(html, MAX_CHARACTERS),
    headers: fields.slice(0, MAX_FIELDS).map(({ name, body }) => `${name}:${decodeField(body)}`),
    filenames: parts.map(({ filename }) => filename).filter((filename) => filename !== ''),
    types: [...new Set(parts.map(({ contentType }) => contentType))],
  })
}

export function findFeatures(
  { attachmentCount, findings, hasHtml, hasText }: Pick<ParsedMessage, 'attachmentCount' | 'findings' | 'hasHtml' | 'hasText'>,
  { fields, parts }: Pick<ReadMail, 'fields' | 'parts'>,
): Feature[] {
  const own = ownParts(parts)
  const has: Record<Feature, boolean> = {
    attachment: attachmentCount > 0,
    inline: own.some((part) => isShownInline(part) && (part.disposition === 'inline' || part.contentId !== '')),
    html: hasHtml,
    text: hasText,
    calendar: own.some(({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics'),
    finding: findings.length > 0,
    unsubscribe: firstField(fields, 'List-Unsubscribe') !== '',
  }
  return (Object.keys(has) as Feature[]).filter((feature) => has[feature])
}

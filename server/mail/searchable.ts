/** What search looks at in a mail, beside what the list shows of it (DESIGN §7). */
import type { Feature } from '../../shared/search/query.ts'
import { packSearchText } from '../../shared/search/search-text.ts'
import { LIMITS } from '../limits.ts'
import type { ParsedMessage, StoredFinding, StoredPart } from '../store/store.ts'
import { findCodes } from './codes.ts'
import { decodeField } from './decode-field.ts'
import { finding } from './findings.ts'
import { firstField, type RawField } from './header-section.ts'
import { findHrefs } from './links.ts'
import type { ReadHtml } from './read-html.ts'
import { isShownInline, ownParts } from './readable-parts.ts'
import { dropFillers } from './visible-text.ts'

/** A longer mail is found by what it begins with. */
const MAX_CHARACTERS = LIMITS.mail.searchText.value
const MAX_FIELDS = 1000
/** Of a field of a part, as much is looked at: RFC 5322 §2.1.1 allows no more in a line. */
const MAX_PART_FIELD_CHARACTERS = 998

interface ReadMail extends Values {
  text: string
  /** What a person sees of it. */
  html: string
  fields: readonly RawField[]
  /** Of the parts, one after the other. */
  partFields: readonly RawField[]
  parts: readonly StoredPart[]
}

/** What programs look for in a mail. */
interface Values {
  codes: readonly string[]
  links: readonly string[]
}

/**
 * What `codes` and `links` tell of a mail when someone asks.
 *
 * @returns neither, and why, when they cannot be looked for: the mail is found by all else
 */
export function findValues({
  subject,
  text,
  visible,
  links,
}: ReadHtml & { subject: string; text: string }): Values & { failure?: StoredFinding } {
  try {
    const codes = findCodes({ subject, text, html: visible }).map(({ value }) => value)
    return { codes, links: findHrefs({ text, html: links }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { codes: [], links: [], failure: finding('html-too-complex', `Looking for codes and links failed: ${reason}`) }
  }
}

/** @returns packed */
export function toSearchText({ text, html, fields, partFields, parts, codes, links }: ReadMail): string {
  return packSearchText({
    text: dropFillers(text.slice(0, MAX_CHARACTERS)),
    html,
    headers: fields.slice(0, MAX_FIELDS).map(toLine),
    partHeaders: [...new Set(partFields.slice(0, MAX_FIELDS).map(toPartLine))],
    filenames: parts.map(({ filename }) => filename).filter((filename) => filename !== ''),
    types: [...new Set(parts.map(({ contentType }) => contentType))],
    ...{ codes, links },
  })
}

function toLine({ name, body }: Pick<RawField, 'name' | 'body'>): string {
  return `${name}:${decodeField(body)}`
}

function toPartLine({ name, body }: RawField): string {
  return toLine({ name, body: body.slice(0, MAX_PART_FIELD_CHARACTERS) })
}

export function findFeatures(
  told: Pick<ParsedMessage, 'attachmentCount' | 'findings' | 'hasHtml' | 'hasText'> & Values,
  { fields, parts }: Pick<ReadMail, 'fields' | 'parts'>,
): Feature[] {
  const own = ownParts(parts)
  const has: Record<Feature, boolean> = {
    attachment: told.attachmentCount > 0,
    inline: own.some((part) => isShownInline(part) && (part.disposition === 'inline' || part.contentId !== '')),
    html: told.hasHtml,
    text: told.hasText,
    code: told.codes.length > 0,
    link: told.links.length > 0,
    calendar: own.some(({ contentType }) => contentType === 'text/calendar' || contentType === 'application/ics'),
    finding: told.findings.length > 0,
    unsubscribe: firstField(fields, 'List-Unsubscribe') !== '',
  }
  return (Object.keys(has) as Feature[]).filter((feature) => has[feature])
}

/** Decodes what a message says, and finds in it what programs want. */
import type { InlineParts } from '../../shared/model/part.ts'
import type { StoredPart } from '../store/store.ts'
import { readBody } from './body-text.ts'
import { findCodes } from './codes.ts'
import type { EncodedContent, Extract, ExtractRequest, MessageContent } from './content.ts'
import { decodeFields, toHeaderFields } from './decode-field.ts'
import { findImages } from './images.ts'
import { findInlineUse } from './inline-parts.ts'
import { findLinks } from './links.ts'
import { readHtmlOnce } from './read-html.ts'
import { isShownInline, ownParts } from './readable-parts.ts'

export function readContent({ headerSection, parts, charset }: EncodedContent): MessageContent {
  const { text, html } = readBody(parts, charset)
  return { text, html, headers: toHeaderFields(decodeFields(headerSection)) }
}

export function extract({ subject, parts, text, html }: ExtractRequest): Extract {
  const { visible, links } = readHtmlOnce(html)
  return {
    codes: findCodes({ subject, text, html: visible }),
    links: findLinks({ text, html: links }),
    images: findImages(html),
    inlineParts: findInlineParts(html, parts),
  }
}

function findInlineParts(html: string, parts: readonly StoredPart[]): InlineParts {
  const { shown, missing } = findInlineUse(html, parts)
  const used = new Set(shown.values())
  const unused = ownParts(parts).filter(
    (part) => isShownInline(part) && !used.has(part) && (part.disposition === 'inline' || part.contentId !== ''),
  )
  return {
    used: Array.from(shown, ([name, { path }]) => ({ name, path })),
    missing,
    unused: unused.map(({ path }) => path),
  }
}

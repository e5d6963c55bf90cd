/** Decodes what a message says, and finds in it what programs want. */
import { readBody } from './body-text.ts'
import { findCodes } from './codes.ts'
import type { EncodedContent, Extract, ExtractRequest, MessageContent } from './content.ts'
import { decodeFields, toHeaderFields } from './decode-field.ts'
import { readHtml } from './html-tree.ts'
import { findImages } from './images.ts'
import { findLinks } from './links.ts'

export function readContent({ headerSection, parts, charset }: EncodedContent): MessageContent {
  const { text, html } = readBody(parts, charset)
  return { text, html, headers: toHeaderFields(decodeFields(headerSection)) }
}

export function extract({ subject, text, html }: ExtractRequest): Extract {
  const document = readHtml(html)
  return {
    codes: findCodes({ subject, text, html: document }),
    links: findLinks({ text, html: document }),
    images: findImages(document),
  }
}

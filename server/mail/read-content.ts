/** Decodes what a message says. */
import { readBody } from './body-text.ts'
import type { EncodedContent, MessageContent } from './content.ts'
import { decodeFields, toHeaderFields } from './decode-field.ts'

export function readContent({ headerSection, parts, charset }: EncodedContent): MessageContent {
  const { text, html } = readBody(parts, charset)
  return { text, html, headers: toHeaderFields(decodeFields(headerSection)) }
}

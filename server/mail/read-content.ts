/** Decodes what a message says. */
import { readBody } from './body-text.ts'
import type { EncodedContent, MessageContent } from './content.ts'
import { decodeFields, toHeaderFields } from './decode-field.ts'

export function readContent({ headerSection, parts }: EncodedContent): MessageContent {
  return { ...readBody(parts), headers: toHeaderFields(decodeFields(headerSection)) }
}

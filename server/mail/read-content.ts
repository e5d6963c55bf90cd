/** Decodes what a message says. */
import { readBody } from './body-text.ts'
import type { EncodedContent, MessageContent } from './content.ts'
import { toHeaderFields } from './decode-field.ts'
import { splitFields } from './header-section.ts'

export function readContent({ headerSection, parts }: EncodedContent): MessageContent {
  return { ...readBody(parts), headers: toHeaderFields(splitFields(headerSection)) }
}

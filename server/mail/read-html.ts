/**
 * One walk over the HTML of a mail for all that is looked for in it. Search keeps when a mail comes in what the API tells of
 * it when someone asks: both begin here.
 */
import { streamHtml } from './html-stream.ts'
import { createLinkReader, type RawLink } from './links.ts'
import { createTextReader, type VisibleText } from './visible-text.ts'

/** The rest of a longer one is neither found nor looked through. */
const MAX_CHARACTERS = 4 * 1024 ** 2

export interface ReadHtml {
  visible: VisibleText
  links: RawLink[]
}

export function readHtmlOnce(html: string): ReadHtml {
  const text = createTextReader(MAX_CHARACTERS)
  const { visitor, links } = createLinkReader()
  if (html !== '')
    streamHtml(html, {
      done: text.visitor.done,
      enter(element, appearance, parent) {
        text.visitor.enter(element, appearance, parent)
        visitor.enter(element, appearance, parent)
      },
      leave(element, appearance) {
        text.visitor.leave(element, appearance)
        visitor.leave(element, appearance)
      },
      text(value, appearance) {
        text.visitor.text(value, appearance)
        visitor.text(value, appearance)
      },
    })
  return { visible: text.read(), links }
}

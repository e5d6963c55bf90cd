/**
 * A walk over HTML as it is read, without a tree: a fraction of the time, and so for every mail that comes in. It says the
 * same as the walk over the tree wherever tags are nested as they should be; of what is nested beyond reason, all text.
 */
import { Parser } from 'htmlparser2'
import { createInheritance, type HtmlTag, type HtmlVisitor, type Inherited, MAX_ELEMENTS, PLAIN, UNSEEN } from './html-tree.ts'

/** Real mail has a few dozen. Each end tag is looked for in all of them. */
const MAX_DEPTH = 1000
/** HTML is given to the parser in pieces, so that it can end when the visitor is done. */
const PIECE_CHARACTERS = 4096

export function streamHtml(html: string, visitor: HtmlVisitor<HtmlTag>): void {
  const inherit = createInheritance()
  const open: { tag: HtmlTag; inherited: Inherited }[] = []
  let elements = 0
  let depth = 0
  /** How deep it is in what is no text of the mail. */
  let unseen = 0
  const parser = new Parser({
    onopentag(tagName, attributes) {
      elements++
      depth++
      if (unseen > 0 || UNSEEN.has(tagName)) {
        unseen++
        return
      }
      const tag = { tagName, attrs: Object.entries(attributes).map(([name, value]) => ({ name, value })) }
      const around = open.at(-1)
      const inherited = inherit(tag, around?.inherited ?? PLAIN)
      visitor.enter?.(tag, inherited, around?.tag)
      open.push({ tag, inherited })
    },
    onclosetag() {
      depth--
      if (unseen > 0) {
        unseen--
        return
      }
      const closed = open.pop()
      if (closed) visitor.leave?.(closed.tag, closed.inherited)
    },
    ontext(text) {
      if (unseen === 0) visitor.text?.(text, open.at(-1)?.inherited ?? PLAIN)
    },
  })
  for (let start = 0; start < html.length && !visitor.done?.(); start += PIECE_CHARACTERS) {
    if (elements > MAX_ELEMENTS || depth > MAX_DEPTH) {
      visitor.text?.(html.slice(start).replace(/^[^<>]*>|<[^<>]*>/g, ' '), PLAIN)
      break
    }
    parser.write(html.slice(start, start + PIECE_CHARACTERS))
  }
  parser.end()
}

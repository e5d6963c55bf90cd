/** What a reader sees of an HTML document, as plain text. Scripts, styles and markup are no text. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode

const UNSEEN = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'object', 'iframe'])
const BLOCKS = new Set([
  'p',
  'div',
  'br',
  'tr',
  'td',
  'th',
  'li',
  'ul',
  'ol',
  'table',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'blockquote',
  'pre',
])

/** @param maxCharacters stops early: a snippet needs the first few hundred only */
export function visibleText(html: string, maxCharacters: number): string {
  let text = ''
  // An explicit stack: hostile mail nests deeper than the call stack allows.
  const stack: Node[] = [...parse(html).childNodes].reverse()
  while (stack.length > 0 && text.length < maxCharacters) {
    const node = stack.pop()
    if (!node) break
    if ('value' in node && node.nodeName === '#text') text += node.value
    if (!('childNodes' in node) || UNSEEN.has(node.nodeName)) continue
    if (BLOCKS.has(node.nodeName)) text += ' '
    for (let i = node.childNodes.length - 1; i >= 0; i--) {
      const child = node.childNodes[i]
      if (child) stack.push(child)
    }
  }
  return text
}

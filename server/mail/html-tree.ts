/**
 * Mail's HTML as a tree, and a walk over it that says what a reader sees. Everything that reads HTML (text, codes, links,
 * images) takes either the HTML or its tree, so that one parse can serve them all.
 */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, Parser, type TreeAdapter } from 'parse5'
import { LIMITS } from '../limits.ts'

export type HtmlDocument = DefaultTreeAdapterTypes.Document
export type HtmlElement = DefaultTreeAdapterTypes.Element

/** Real mail has some thousands. A few kilobytes of misnested formatting make a parser copy elements without end. */
export const MAX_ELEMENTS = LIMITS.mail.htmlElements.value

/** Their content is no text of the mail. */
export const UNSEEN = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'object', 'iframe'])
const BOLD = new Set(['b', 'strong', 'code', 'kbd', 'samp', 'mark', 'big', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
const EMPHASISED_PX = 20
/** Those that say whether and how something is seen. */
const TOLD = /^(display|visibility|font-size|font-weight|max-height|opacity|mso-hide|letter-spacing|white-space)$/
/** A mail repeats a few styles hundreds of times: each is read once. */
const MAX_STYLES = 500
const PX_PER = { px: 1, pt: 4 / 3, em: 16, rem: 16 }

/** How an element is shown, its own styles and those of what it stands in taken together. */
export interface Appearance {
  shown: boolean
  emphasised: boolean
  /** White space is kept, as in `pre`. */
  preserved: boolean
  /** From its own style: stands in the line, or apart from it; nothing says so when undefined. */
  display: 'inline' | 'block' | undefined
}

/** As much of an element as says how it is shown. */
export type HtmlTag = Pick<HtmlElement, 'tagName' | 'attrs'>

export interface HtmlVisitor<Element = HtmlElement> {
  /** @param parent undefined at the top; what it stands in may be closed already where tags are nested wrongly */
  enter?(element: Element, appearance: Appearance, parent: Element | undefined): void
  leave?(element: Element, appearance: Appearance): void
  text?(value: string, appearance: Appearance): void
  /** Asked before each node: ends the walk. */
  done?(): boolean
}

export interface Inherited extends Appearance {
  /** `display: none` and its like: nothing below can undo it. */
  removed: boolean
  /** `visibility: hidden` and `font-size: 0`: an element below can undo them, and layouts of mail rely on that. */
  invisible: boolean
  sizeless: boolean
}

interface Frame {
  children: DefaultTreeAdapterTypes.ChildNode[]
  next: number
  element: HtmlElement | undefined
  inherited: Inherited
}

interface Declaration {
  property: string
  value: string
}

class TooManyElements extends Error {}

/** Reads what it can: beyond `MAX_ELEMENTS` the rest is left out. */
export function readHtml(html: string): HtmlDocument {
  let elements = 0
  const treeAdapter: TreeAdapter<DefaultTreeAdapterTypes.DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    createElement(...created) {
      if (++elements > MAX_ELEMENTS) throw new TooManyElements()
      return defaultTreeAdapter.createElement(...created)
    },
  }
  const parser = new Parser({ treeAdapter })
  try {
    parser.tokenizer.write(html, true)
  } catch (error) {
    if (!(error instanceof TooManyElements)) throw error
  }
  return parser.document
}

export function attributeOf(element: HtmlTag, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value
}

/** Walks in document order. The stack is explicit: hostile mail nests deeper than the call stack allows. */
export function walkHtml(html: string | HtmlDocument, visitor: HtmlVisitor): void {
  const document = typeof html === 'string' ? readHtml(html) : html
  const inherit = createInheritance()
  const stack: Frame[] = [{ children: document.childNodes, next: 0, element: undefined, inherited: PLAIN }]
  for (let frame = stack.at(-1); frame && !visitor.done?.(); frame = stack.at(-1)) {
    const node = frame.children[frame.next++]
    if (!node) {
      stack.pop()
      if (frame.element) visitor.leave?.(frame.element, frame.inherited)
    } else if ('tagName' in node) {
      if (UNSEEN.has(node.tagName)) continue
      const own = inherit(node, frame.inherited)
      visitor.enter?.(node, own, frame.element)
      stack.push({ children: node.childNodes, next: 0, element: node, inherited: own })
    } else if (node.nodeName === '#text' && 'value' in node) visitor.text?.(node.value, frame.inherited)
  }
}

/** What is outside of all elements. */
export const PLAIN: Inherited = {
  shown: true,
  emphasised: false,
  preserved: false,
  display: undefined,
  removed: false,
  invisible: false,
  sizeless: false,
}

/** How an element is shown, by itself and by what it stands in. */
export function createInheritance(): (element: HtmlTag, parent: Inherited) => Inherited {
  const styles = new Map<string, Declaration[]>()
  const declarationsOf = (style: string) => {
    const known = styles.get(style)
    if (known) return known
    const declarations = parseStyle(style)
    if (styles.size < MAX_STYLES) styles.set(style, declarations)
    return declarations
  }
  return (element, parent) => inherit(element, parent, declarationsOf)
}

function inherit(element: HtmlTag, parent: Inherited, declarationsOf: (style: string) => Declaration[]): Inherited {
  const isPlain = element.attrs.length === 0 && !BOLD.has(element.tagName) && element.tagName !== 'pre'
  if (isPlain && parent.display === undefined) return parent
  const own: Inherited = { ...parent, display: undefined }
  if (BOLD.has(element.tagName)) own.emphasised = true
  if (element.tagName === 'pre') own.preserved = true
  for (const { name, value } of element.attrs) {
    if (name === 'hidden') own.removed = true
    else if (name === 'style') applyStyle(own, element, declarationsOf(value))
    else if (name === 'size' && element.tagName === 'font' && /^\s*(\+[2-9]|[5-7])/.test(value)) own.emphasised = true
  }
  own.shown = !own.removed && !own.invisible && !own.sizeless
  return own
}

function parseStyle(style: string): Declaration[] {
  return style
    .toLowerCase()
    .split(';')
    .map((declaration) => {
      const colon = declaration.indexOf(':')
      const value = declaration.slice(colon + 1).replace('!important', '')
      return { property: declaration.slice(0, Math.max(0, colon)).trim(), value: value.trim() }
    })
    .filter(({ property }) => TOLD.test(property))
}

function applyStyle(own: Inherited, element: HtmlTag, declarations: readonly Declaration[]): void {
  for (const { property, value } of declarations) {
    switch (property) {
      case 'display':
        if (value === 'none') own.removed = true
        else
          own.display = value.startsWith('inline')
            ? 'inline'
            : /^(block|table$|flex|grid|list-item)/.test(value)
              ? 'block'
              : undefined
        break
      case 'visibility':
        own.invisible = value === 'hidden' || value === 'collapse'
        break
      case 'font-size': {
        const [, amount = '', unit = 'px'] = /^([\d.]+)\s*(px|pt|em|rem|%)?/.exec(value) ?? []
        const relative = unit === 'em' || unit === '%'
        if (amount !== '' && Number(amount) === 0) own.sizeless = true
        // A share of nothing is nothing.
        else if (!(own.sizeless && relative)) own.sizeless = false
        if (unit in PX_PER && Number(amount) * PX_PER[unit as keyof typeof PX_PER] >= EMPHASISED_PX) own.emphasised = true
        break
      }
      case 'max-height':
        if (/^0(px|pt|em)?$/.test(value)) own.removed = true
        break
      case 'opacity':
        if (/^0?\.?0*%?$/.test(value) && value !== '') own.removed = true
        break
      case 'mso-hide':
        // On a link it is one half of a button that Outlook gets drawn by other means; everybody else sees it.
        if (value === 'all' && element.tagName !== 'a') own.removed = true
        break
      case 'font-weight':
        own.emphasised ||= value.startsWith('bold') || Number(value) >= 600
        break
      case 'letter-spacing':
        own.emphasised ||= /^(0?\.[1-9]|[1-9])/.test(value)
        break
      case 'white-space':
        own.preserved = value.startsWith('pre') || value === 'break-spaces'
        break
    }
  }
}

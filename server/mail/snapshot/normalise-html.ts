/** HTML as lines to compare: an element, a text or a condition each, indented, with attributes in order of their names. */
import type { DefaultTreeAdapterTypes } from 'parse5'
import type { HtmlDocument, HtmlElement } from '../html-tree.ts'
import { dropFillers } from '../visible-text.ts'
import type { Masker } from './mask-values.ts'
import { normaliseStyle, styleSheetLines } from './normalise-style.ts'

/** Beyond these the depth is no longer shown: lines of hostile mail would grow with it. */
const MAX_INDENTED = 60
const MAX_LINES = 50_000
const MAX_CHARACTERS = 2_000_000

const ADDRESSES = new Set(['href', 'src', 'action', 'background', 'poster', 'cite', 'data', 'longdesc', 'formaction'])
/** Those that the parser adds: most mail leaves them out. */
const IMPLIED = new Set(['html', 'head', 'body', 'tbody'])
/** More elements of one character each are no code. */
const MAX_BOXED = 12

interface Frame {
  nodes: DefaultTreeAdapterTypes.ChildNode[]
  next: number
  depth: number
  within: string
}

export interface NormalHtml {
  lines: string[]
  /** It is longer than what is shown. */
  isCut: boolean
}

export function normaliseHtml(document: HtmlDocument, masker: Masker, codes: readonly string[]): NormalHtml {
  const lines: string[] = []
  let characters = 0
  const write = (line: string, depth: number) => {
    const indented = '  '.repeat(Math.min(depth, MAX_INDENTED)) + line
    characters += indented.length + 1
    lines.push(indented)
  }
  const isFull = () => lines.length >= MAX_LINES || characters >= MAX_CHARACTERS
  const stack: Frame[] = [{ nodes: document.childNodes, next: 0, depth: 0, within: '' }]
  const boxes: number[] = []
  for (let frame = stack.at(-1); frame && !isFull(); frame = stack.at(-1)) {
    const node = frame.nodes[frame.next++]
    if (!node) stack.pop()
    else if ('tagName' in node) {
      const depth = frame.depth + (isImplied(node) ? 0 : 1)
      if (!isImplied(node)) write(writeElement(node, masker), frame.depth)
      const nodes = 'content' in node ? node.content.childNodes : node.childNodes
      stack.push({ nodes, next: 0, depth, within: node.tagName })
    } else if (node.nodeName === '#text' && 'value' in node) {
      const written = textLines(node.value, frame.within)
      for (const line of written) {
        if (isFull()) break
        if (/^[\p{L}\p{N}]$/u.test(line)) boxes.push(lines.length)
        else maskBoxes()
        write(masker.text(line.replaceAll('<', '&lt;')), frame.depth)
      }
    } else if (node.nodeName === '#comment' && 'data' in node) {
      // A condition is an instruction to Outlook; other comments nobody sees.
      if (/^\[if\b|<!\[endif\]$|^\[endif\]/i.test(node.data.trim())) write(`<!--${masker.text(fold(node.data))}-->`, frame.depth)
    } else if ('publicId' in node) write(`<!doctype ${fold(`${node.name} ${node.publicId}`)}>`, 0)
  }
  maskBoxes()
  return { lines, isCut: isFull() }

  /** A code whose every character has an element of its own. */
  function maskBoxes(): void {
    if (boxes.length > 1 && boxes.length <= MAX_BOXED) {
      const value = boxes.map((index) => lines[index]?.trim() ?? '').join('')
      if (codes.some((code) => code.replaceAll('-', '').toUpperCase() === value.toUpperCase()))
        for (const index of boxes) lines[index] = lines[index]?.replace(/\S+$/, '<code>') ?? ''
    }
    boxes.length = 0
  }
}

function isImplied({ tagName, attrs }: HtmlElement): boolean {
  return IMPLIED.has(tagName) && attrs.length === 0
}

function writeElement(element: HtmlElement, masker: Masker): string {
  const attributes = element.attrs
    .map(({ name, value, prefix }) => ({ name: prefix ? `${prefix}:${name}` : name, value: writeValue(name, value, masker) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => ` ${name}="${value}"`)
  return `<${element.tagName}${attributes.join('')}>`
}

function writeValue(name: string, value: string, masker: Masker): string {
  const folded = fold(value).replaceAll('"', '&quot;')
  if (name === 'style') return masker.text(normaliseStyle(value).replaceAll('"', '&quot;'))
  const [, scheme = ''] = /^(cid|data|tel|sms):/i.exec(folded) ?? []
  switch (scheme.toLowerCase()) {
    case 'cid':
      return `cid:${masker.as('cid', contentIdOf(folded.slice(4)))}`
    case 'data':
      return folded.replace(/,([\s\S]*)$/, (_whole, data: string) => `,${masker.as('data', data)}`)
    case 'tel':
    case 'sms':
      return folded
    default:
      return ADDRESSES.has(name) ? masker.url(folded) : masker.text(folded)
  }
}

/** As the part has it that it names (RFC 2392 §2). */
export function contentIdOf(name: string): string {
  try {
    return decodeURIComponent(name).replace(/^<|>$/g, '')
  } catch (error) {
    if (error instanceof URIError) return name
    throw error
  }
}

function textLines(value: string, within: string): string[] {
  if (within === 'style') return styleSheetLines(value)
  const lines = within === 'pre' || within === 'script' ? value.split('\n') : [value]
  return lines.map((line) => fold(dropFillers(line))).filter((line) => line !== '')
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

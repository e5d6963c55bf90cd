/**
 * Takes out of a mail's HTML what could act (DESIGN §8): scripts, frames, forms, base, refresh, handlers, links that run.
 * What is left is written so that every browser reads it as it was cleaned.
 */
import { type DefaultTreeAdapterTypes, parse, serialize } from 'parse5'

type Document = DefaultTreeAdapterTypes.Document
type Element = DefaultTreeAdapterTypes.Element
type ParentNode = DefaultTreeAdapterTypes.ParentNode

/** What becomes of that which is left. */
export interface Rewriting {
  /** An address that something is loaded from. */
  url: (url: string) => string
  /** A style sheet, a `style` attribute, or the media query of an element. */
  css: (css: string) => string
  /** False leaves out what an image is loaded from. */
  images: boolean
}

/** Taken out with all they hold. */
const DROPPED = new Set([
  'script',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'applet',
  'base',
  'template',
  'portal',
  'animate',
  'set',
  'noembed',
  'noframes',
])
/** Taken out, but what they hold stays. */
const UNWRAPPED = new Set(['form', 'noscript', 'plaintext', 'xmp'])
const URL_ATTRIBUTES = new Set(['src', 'background', 'poster', 'data', 'href', 'lowsrc', 'dynsrc'])
const DROPPED_ATTRIBUTES = new Set([
  'srcdoc',
  'ping',
  'action',
  'formaction',
  'manifest',
  'nonce',
  'target',
  'autofocus',
  'is',
  'referrerpolicy',
  'accesskey',
])
/** Of what shows nothing but an image. */
const IMAGE_ATTRIBUTES = new Set(['src', 'srcset', 'background', 'poster', 'lowsrc', 'dynsrc'])
/** Mail settles in two; each round more undoes one more layer of hostile nesting. */
const MAX_ROUNDS = 8

/**
 * Text can become markup when it is written and read again: in MathML, SVG and misnested tables. So what was cleaned is
 * read again, as a browser will, and cleaned again, until nothing changes.
 */
/** @throws when no round leaves HTML that a browser would read as it was cleaned */
export function cleanDocument(html: string, rewriting: Rewriting): Document {
  let written = html
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // The first time, what is for readers without scripts is for us.
    const document = parse(written, { scriptingEnabled: round > 0 })
    clean(document, rewriting)
    const again = serialize(document)
    if (again === written) return document
    written = again
  }
  throw new Error(`the HTML still changes after ${MAX_ROUNDS} rounds of cleaning`)
}

function clean(root: Document, rewriting: Rewriting): void {
  const stack: ParentNode[] = [root]
  for (let parent = stack.pop(); parent; parent = stack.pop()) {
    const kept: ParentNode['childNodes'] = []
    // Children of unwrapped elements join this list while it is walked.
    const children = [...parent.childNodes]
    for (let i = 0; i < children.length; i++) {
      const child = children[i]
      if (!child) continue
      if (!('tagName' in child)) {
        if (child.nodeName !== '#comment') kept.push(child)
        continue
      }
      if (UNWRAPPED.has(child.tagName)) {
        children.splice(i + 1, 0, ...child.childNodes)
        continue
      }
      if (DROPPED.has(child.tagName) || isDroppedLink(child)) continue
      cleanElement(child, rewriting)
      kept.push(child)
      stack.push(child)
    }
    for (const child of kept) child.parentNode = parent
    parent.childNodes = kept as never
  }
}

/** `link` may bring a style sheet and nothing else; `meta` may not act as a header. */
function isDroppedLink({ tagName, attrs }: Element): boolean {
  if (tagName === 'link')
    return (
      attrs
        .find(({ name }) => name === 'rel')
        ?.value.trim()
        .toLowerCase() !== 'stylesheet'
    )
  return (
    tagName === 'meta' &&
    attrs.some(
      ({ name, value }) => name === 'http-equiv' || name === 'charset' || (name === 'name' && /^\s*referrer\s*$/i.test(value)),
    )
  )
}

function cleanElement(element: Element, { url, css, images }: Rewriting): void {
  const isLink = element.tagName === 'a' || element.tagName === 'area'
  element.attrs = element.attrs.filter(({ name, value }) => {
    const folded = name.toLowerCase()
    if (isLink && (folded === 'rel' || (folded === 'href' && !isSafeLink(value)))) return false
    if (!images && bringsImage(element, folded)) return false
    return !folded.startsWith('on') && !DROPPED_ATTRIBUTES.has(folded)
  })
  for (const attribute of element.attrs) {
    const name = attribute.name.toLowerCase()
    if (name === 'style' || name === 'media') attribute.value = css(attribute.value)
    else if (name === 'srcset') attribute.value = attribute.value.replace(/[^\s,]\S*/g, (candidate) => url(candidate))
    else if (isLink && name === 'href') attribute.value = attribute.value.trim()
    else if (URL_ATTRIBUTES.has(name)) attribute.value = isScriptUrl(attribute.value) ? '' : url(attribute.value)
  }
  if (isLink && element.attrs.some(({ name, value }) => name === 'href' && !value.startsWith('#'))) {
    element.attrs.push({ name: 'target', value: '_blank' }, { name: 'rel', value: 'noopener noreferrer' })
  }
  const [first] = element.childNodes
  // A reader takes one line break away from the start of these.
  if (/^(pre|textarea|listing)$/.test(element.tagName) && first && 'value' in first && first.value.startsWith('\n'))
    first.value = `\n${first.value}`
  if (element.tagName === 'style') for (const child of element.childNodes) if ('value' in child) child.value = css(child.value)
}

/** What CSS loads, the policy refuses. */
function bringsImage({ tagName }: Element, attribute: string): boolean {
  return IMAGE_ATTRIBUTES.has(attribute) || (attribute === 'href' && /^(image|feimage)$/i.test(tagName))
}

function isSafeLink(url: string): boolean {
  return /^\s*(https?:|mailto:|tel:|sms:|#)/i.test(url)
}

function isScriptUrl(url: string): boolean {
  return /^(javascript|vbscript):/i.test(url.replace(/[\s\p{Cc}]/gu, ''))
}

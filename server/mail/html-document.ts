/**
 * The document that shows a mail (DESIGN §8). The mail's HTML is hostile: scripts, frames, forms, base and refresh are
 * taken out here, and the Content-Security-Policy refuses what was missed. One script is ours, by nonce, first in the head.
 */
import { type DefaultTreeAdapterTypes, parse, serialize } from 'parse5'
import { foldContentId } from './inline-parts.ts'
import { isPublicHost } from './remote-hosts.ts'

type Document = DefaultTreeAdapterTypes.Document
type Element = DefaultTreeAdapterTypes.Element
type ParentNode = DefaultTreeAdapterTypes.ParentNode

/** What the reader may load from elsewhere: nothing, what lies on public hosts, or all of it. */
export type RemoteContent = 'block' | 'public' | 'allow'

export interface DocumentRequest {
  html: string
  /** Shown, escaped, when there is no HTML. */
  text: string
  remote: RemoteContent
  nonce: string
  /** Content id, Content-Location or file name, folded → URL of the part; see inline-parts.ts. */
  inlineParts: Record<string, string>
}

export interface MailDocument {
  document: string
  contentSecurityPolicy: string
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
])
/** A mail with more hosts than this is shown as if remote content were blocked beyond them: the policy is a header of bounded size. */
const MAX_HOSTS = 200
/** A longer address is the name of no part. */
const MAX_NAME_LENGTH = 2000
/** Mail settles in two; each round more undoes one more layer of hostile nesting. */
const MAX_ROUNDS = 8

/** @throws when no round of cleaning leaves HTML that a browser would read as it was cleaned */
export function buildDocument({ html, text, remote, nonce, inlineParts }: DocumentRequest): MailDocument {
  const origins = new Set<string>()
  const missing = new Set<string>()

  function partNamed(name: string): string | undefined {
    // Not to look for an image that stands in its own address.
    if (name.length > MAX_NAME_LENGTH) return undefined
    const folded = foldContentId(name)
    // A mail may name `constructor`, which every object has.
    return Object.hasOwn(inlineParts, folded) ? inlineParts[folded] : undefined
  }

  function resolve(url: string): string {
    const trimmed = url.trim()
    if (/^cid:/i.test(trimmed)) {
      const contentId = trimmed.slice(4)
      const part = partNamed(contentId)
      if (!part) missing.add(contentId)
      return part ?? 'data:,'
    }
    const absolute = trimmed.startsWith('//') ? `https:${trimmed}` : trimmed
    // Also of an address elsewhere: the mail brought what is there (RFC 2557 §4.2).
    const part = partNamed(absolute)
    if (part !== undefined) return part
    const origin = remoteOrigin(absolute)
    if (!origin) return url
    origins.add(origin)
    return absolute
  }

  const document = cleanDocument(html || textAsHtml(text), resolve)
  const allowed = [...origins]
    .filter((origin) => remote === 'allow' || (remote === 'public' && isPublicHost(new URL(origin).hostname)))
    .slice(0, MAX_HOSTS)
  const blocked = [...origins].filter((origin) => !allowed.includes(origin)).map((origin) => new URL(origin).host)
  insertScript(document, nonce, {
    blockedHosts: blocked.slice(0, MAX_HOSTS),
    missingContentIds: [...missing].slice(0, MAX_HOSTS),
  })
  return { document: serialize(document), contentSecurityPolicy: policy(nonce, allowed) }
}

function policy(nonce: string, origins: readonly string[]): string {
  const remote = origins.join(' ')
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `img-src 'self' data: ${remote}`.trimEnd(),
    `style-src 'unsafe-inline' ${remote}`.trimEnd(),
    `font-src data: ${remote}`.trimEnd(),
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'self'`,
    'sandbox allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox',
  ].join('; ')
}

/**
 * Text can become markup when it is written and read again: in MathML, SVG and misnested tables. So what was cleaned is
 * read again, as a browser will, and cleaned again, until nothing changes.
 */
function cleanDocument(html: string, resolve: (url: string) => string): Document {
  let written = html
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // The first time, what is for readers without scripts is for us.
    const document = parse(written, { scriptingEnabled: round > 0 })
    clean(document, resolve)
    const again = serialize(document)
    if (again === written) return document
    written = again
  }
  throw new Error(`the HTML still changes after ${MAX_ROUNDS} rounds of cleaning`)
}

function clean(root: Document, resolve: (url: string) => string): void {
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
      cleanElement(child, resolve)
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

function cleanElement(element: Element, resolve: (url: string) => string): void {
  const isLink = element.tagName === 'a' || element.tagName === 'area'
  element.attrs = element.attrs.filter(({ name, value }) => {
    const folded = name.toLowerCase()
    if (isLink && (folded === 'rel' || (folded === 'href' && !isSafeLink(value)))) return false
    return !folded.startsWith('on') && !DROPPED_ATTRIBUTES.has(folded)
  })
  for (const attribute of element.attrs) {
    const name = attribute.name.toLowerCase()
    if (name === 'style') attribute.value = resolveCss(attribute.value, resolve)
    else if (name === 'srcset') attribute.value = attribute.value.replace(/[^\s,]\S*/g, (candidate) => resolve(candidate))
    else if (isLink && name === 'href') attribute.value = attribute.value.trim()
    else if (URL_ATTRIBUTES.has(name)) attribute.value = isScriptUrl(attribute.value) ? '' : resolve(attribute.value)
  }
  if (isLink && element.attrs.some(({ name, value }) => name === 'href' && !value.startsWith('#'))) {
    element.attrs.push({ name: 'target', value: '_blank' }, { name: 'rel', value: 'noopener noreferrer' })
  }
  const [first] = element.childNodes
  // A reader takes one line break away from the start of these.
  if (/^(pre|textarea|listing)$/.test(element.tagName) && first && 'value' in first && first.value.startsWith('\n'))
    first.value = `\n${first.value}`
  if (element.tagName === 'style')
    for (const child of element.childNodes) if ('value' in child) child.value = resolveCss(child.value, resolve)
}

function resolveCss(css: string, resolve: (url: string) => string): string {
  return css
    .replace(/url\(\s*(["']?)([^"')]*)\1\s*\)/gi, (_match, quote: string, url: string) => `url(${quote}${resolve(url)}${quote})`)
    .replace(/@import\s+(["'])([^"']*)\1/gi, (_match, quote: string, url: string) => `@import ${quote}${resolve(url)}${quote}`)
}

function isSafeLink(url: string): boolean {
  return /^\s*(https?:|mailto:|tel:|sms:|#)/i.test(url)
}

function isScriptUrl(url: string): boolean {
  return /^(javascript|vbscript):/i.test(url.replace(/[\s\p{Cc}]/gu, ''))
}

/** A host may hold `;` and `,` (URL standard), which would end the directive that names it: such a one is never let through. */
function remoteOrigin(url: string): string | undefined {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return undefined
  const { origin } = new URL(url)
  return /^https?:\/\/[\w.:[\]-]+$/.test(origin) ? origin : undefined
}

function insertScript(document: Document, nonce: string, content: { blockedHosts: string[]; missingContentIds: string[] }): void {
  const head = document.childNodes
    .flatMap((node) => ('tagName' in node ? node.childNodes : []))
    .find((node): node is Element => 'tagName' in node && node.tagName === 'head')
  if (!head) return
  const script = parse(
    `<meta charset="utf-8"><script nonce="${nonce}">${FRAME_SCRIPT(content)}</script><style>${FRAME_STYLE}</style>`,
  )
  const inserted = script.childNodes
    .flatMap((node) => ('tagName' in node ? node.childNodes : []))
    .find((node) => 'tagName' in node && node.tagName === 'head')
  if (inserted && 'childNodes' in inserted) head.childNodes.unshift(...inserted.childNodes)
}

/** Mail that sets nothing looks like mail: dark text on white, a margin, images no wider than the frame. */
const FRAME_STYLE =
  'html{background:#fff;color:#1a1a1a;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}body{margin:16px}img{max-width:100%}'

/** Posts height, pressed keys, that files are dragged over it and what is missing to the app around the frame; prints when asked. Ends no tag: `<` is escaped. */
function FRAME_SCRIPT(content: { blockedHosts: string[]; missingContentIds: string[] }): string {
  const data = JSON.stringify(content).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return `(()=>{const post=(message)=>parent.postMessage(message,'*')
if(parent===window)return
const content=${data}
let last=-1
const measure=()=>{const height=Math.ceil(Math.max(document.documentElement.getBoundingClientRect().height,document.body?document.body.scrollHeight:0));if(height!==last)post({mailmitt:'height',height:last=height})}
addEventListener('DOMContentLoaded',()=>{post({mailmitt:'content',...content});measure();new ResizeObserver(measure).observe(document.body)})
addEventListener('load',measure)
addEventListener('keydown',({key,code,ctrlKey,metaKey,altKey,shiftKey})=>post({mailmitt:'key',key,code,ctrlKey,metaKey,altKey,shiftKey}))
for(const type of ['dragover','drop'])addEventListener(type,(event)=>{const types=event.dataTransfer?.types??[];if(!types.includes('Files')||types.includes('text/html'))return
event.preventDefault();if(type==='dragover')post({mailmitt:'files'})})
addEventListener('message',(event)=>{if(event.source===parent&&event.data&&event.data.mailmitt==='print')print()})
})()`
}

/** Text as a document of its own, so that every mail can be shown the same way. */
function textAsHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const linked = escaped.replace(
    /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g,
    (url) => `<a href="${url.replaceAll('"', '&quot;')}">${url}</a>`,
  )
  return `<!doctype html><body style="white-space:pre-wrap">${linked}</body>`
}

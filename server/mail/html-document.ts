/**
 * The document that shows a mail (DESIGN §8). The mail's HTML is hostile: it is cleaned (clean-html.ts), and the
 * Content-Security-Policy refuses what was missed. One script is ours, by nonce, first in the head.
 */
import { type DefaultTreeAdapterTypes, parse, serialize } from 'parse5'
import type { MailTheme } from '../../shared/model/mail-theme.ts'
import { LIMITS } from '../limits.ts'
import { cleanDocument } from './clean-html.ts'
import { frameScript } from './frame-script.ts'
import { foldContentId } from './inline-parts.ts'
import { createTheme } from './mail-theme.ts'
import { isPublicHost } from './remote-hosts.ts'

type Document = DefaultTreeAdapterTypes.Document
type Element = DefaultTreeAdapterTypes.Element

/** What the reader may load from elsewhere: nothing, what lies on public hosts, or all of it. */
export type RemoteContent = 'block' | 'public' | 'allow'

export interface DocumentRequest {
  html: string
  /** Shown, escaped, when there is no HTML. */
  text: string
  remote: RemoteContent
  /** Hosts, with their port, that it may load from beyond that. */
  remoteHosts: readonly string[]
  theme: MailTheme
  /** False shows none, as readers that ask first do. */
  images: boolean
  nonce: string
  /** Content id, Content-Location or file name, folded → URL of the part; see inline-parts.ts. */
  inlineParts: Record<string, string>
}

export interface MailDocument {
  document: string
  contentSecurityPolicy: string
}

/** A mail with more hosts than this is shown as if remote content were blocked beyond them: the policy is a header of bounded size. */
const MAX_HOSTS = LIMITS.mail.remoteHosts.value
/** A longer address is the name of no part. */
const MAX_NAME_LENGTH = 2000

/** @throws when no round of cleaning leaves HTML that a browser would read as it was cleaned */
export function buildDocument(request: DocumentRequest): MailDocument {
  const { html, text, remote, remoteHosts, images, nonce, inlineParts } = request
  const theme = createTheme(request.theme)
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

  const document = cleanDocument(html || textAsHtml(text), {
    url: resolve,
    css: (css) => theme.rewrite(resolveCss(css, resolve)),
    images,
  })
  const mayLoad = (origin: string) => {
    const { host, hostname } = new URL(origin)
    return remote === 'allow' || remoteHosts.includes(host) || (remote === 'public' && isPublicHost(hostname))
  }
  const loaded = [...origins].filter(mayLoad).slice(0, MAX_HOSTS)
  const blocked = [...origins].filter((origin) => !loaded.includes(origin)).slice(0, MAX_HOSTS)
  const hasDarkStyles = theme.hasDarkStyles() || declaresDark(document)
  const told = {
    blockedHosts: blocked.map(hostOf),
    loadedHosts: loaded.map(hostOf),
    missingContentIds: [...missing].slice(0, MAX_HOSTS),
    hasDarkStyles,
  }
  const style = `${theme.frameStyle(hasDarkStyles)}${images ? '' : IMAGES_OFF_STYLE}`
  insertHead(document, `${frameScript(nonce, told)}<style>${style}</style>`)
  return { document: serialize(document), contentSecurityPolicy: policy(nonce, loaded, images) }
}

function policy(nonce: string, origins: readonly string[], images: boolean): string {
  const remote = origins.join(' ')
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    images ? `img-src 'self' data: ${remote}`.trimEnd() : `img-src 'none'`,
    `style-src 'unsafe-inline' ${remote}`.trimEnd(),
    `font-src data: ${remote}`.trimEnd(),
    `form-action 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'self'`,
    'sandbox allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox',
  ].join('; ')
}

/** Every choice in these ends at its first character, so that hostile CSS costs no more than its length. */
const CSS_URL = /url\(\s*(?:"([^"]*)"\s*|'([^']*)'\s*|([^\s"'()]+)\s*)?\)/gi
const CSS_IMPORT = /@import\s+(?:"([^"]*)"|'([^']*)')/gi

function resolveCss(css: string, resolve: (url: string) => string): string {
  return css
    .replace(CSS_URL, (whole, double?: string, single?: string, bare?: string) => {
      if (double !== undefined) return `url("${resolve(double)}")`
      if (single !== undefined) return `url('${resolve(single)}')`
      return bare === undefined ? whole : `url(${resolve(bare)})`
    })
    .replace(CSS_IMPORT, (_whole, double?: string, single?: string) =>
      double !== undefined ? `@import "${resolve(double)}"` : `@import '${resolve(single ?? '')}'`,
    )
}

/** A host may hold `;` and `,` (URL standard), which would end the directive that names it: such a one is never let through. */
function remoteOrigin(url: string): string | undefined {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return undefined
  const { origin } = new URL(url)
  return /^https?:\/\/[\w.:[\]-]+$/.test(origin) ? origin : undefined
}

function hostOf(origin: string): string {
  return new URL(origin).host
}

/** Where the image would be stays visible, with the words for those who do not see it. */
const IMAGES_OFF_STYLE = 'img{outline:1px dashed #8888;outline-offset:-1px;display:inline-block;overflow:hidden}'

function headOf(document: Document): Element | undefined {
  return document.childNodes
    .flatMap((node) => ('tagName' in node ? node.childNodes : []))
    .find((node): node is Element => 'tagName' in node && node.tagName === 'head')
}

function insertHead(document: Document, markup: string): void {
  const ours = headOf(parse(`<meta charset="utf-8">${markup}`))
  if (ours) headOf(document)?.childNodes.unshift(...ours.childNodes)
}

/** `<meta name="color-scheme" content="light dark">`, and the name it had before. */
function declaresDark(document: Document): boolean {
  return (headOf(document)?.childNodes ?? []).some((node) => {
    if (!('tagName' in node) || node.tagName !== 'meta') return false
    const attribute = (wanted: string) => node.attrs.find(({ name }) => name === wanted)?.value ?? ''
    return /^\s*(supported-color-schemes|color-scheme)\s*$/i.test(attribute('name')) && /\bdark\b/i.test(attribute('content'))
  })
}

/** Text as a document of its own, so that every mail can be shown the same way. */
function textAsHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const linked = escaped.replace(
    /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g,
    (url) => `<a href="${url.replaceAll('"', '&quot;')}">${url}</a>`,
  )
  return `<!doctype html><meta name="color-scheme" content="light dark"><body style="white-space:pre-wrap">${linked}</body>`
}

/**
 * Where a mail leads to: decoded `href`s of its HTML and the URLs in its text, in order, each once. CSS is never looked at.
 * Nothing here asks the network; a kind is told from words, the look of a button and the address alone.
 */
import type { LinkFound, LinkKind } from '../../shared/model/link.ts'
import { LIMITS } from '../limits.ts'
import { streamHtml } from './html-stream.ts'
import { attributeOf, type HtmlTag, type HtmlVisitor } from './html-tree.ts'
import { ACTION_WORDS, UNSUBSCRIBE_WORDS, VIEW_IN_BROWSER_WORDS } from './link-words.ts'
import { dropFillers } from './visible-text.ts'

const MAX_LINKS = LIMITS.mail.links.value
/** Longer ones no browser follows; most are data. */
const MAX_HREF_CHARACTERS = 8192
const MAX_LABEL_CHARACTERS = 200
const MAX_TEXT_CHARACTERS = 1_000_000
/** Words stand apart where these begin. */
const SPACED = new Set(['br', 'p', 'div', 'td', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
/** A URL beside more words than these is a mention in a paragraph. */
const MAX_PLAIN_LABEL_CHARACTERS = 100

/** As it stands in the mail. */
export interface RawLink {
  href: string
  text: string
  /** Of one in the HTML. */
  element: HtmlTag | undefined
  parent: HtmlTag | undefined
}

/** What links are looked for in: the HTML as it is, or the links that a walk over it has met. */
export interface MailWithLinks {
  text: string
  html: string | readonly RawLink[]
}

export function findLinks(mail: MailWithLinks): LinkFound[] {
  return Array.from(groupByHref(mail), ([href, same]) => same.map((raw) => toLink(href, raw)).reduce(mergeLinks))
}

/** Those of `findLinks`: what links are called costs much more than where they lead. */
export function findHrefs(mail: MailWithLinks): string[] {
  return [...groupByHref(mail).keys()]
}

/** In the order in which they are met first. */
function groupByHref({ text, html }: MailWithLinks): Map<string, RawLink[]> {
  const found = new Map<string, RawLink[]>()
  for (const raw of [...(typeof html === 'string' ? linksOfHtml(html) : html), ...linksOfText(text)]) {
    const href = raw.href.trim()
    const same = found.get(href)
    if (same) same.push(raw)
    else if (found.size < MAX_LINKS && isLink(href)) found.set(href, [raw])
  }
  return found
}

/** An image often comes first and the same link in words after it. */
function mergeLinks(before: LinkFound, link: LinkFound): LinkFound {
  const isBetter = (before.text === '' && link.text !== '') || (before.kind === 'other' && link.kind !== 'other')
  return isBetter ? { ...before, text: link.text || before.text, kind: link.kind } : before
}

function toLink(href: string, { text, element, parent }: RawLink): LinkFound {
  const name = element ? fold(text || attributeOf(element, 'title') || attributeOf(element, 'aria-label') || '') : text
  const host = hostOf(href)
  const isDrawn = element !== undefined && isButton(element, parent)
  return { href, text: name, host, kind: kindOf(href, name, host, isDrawn), where: element ? 'html' : 'text' }
}

function linksOfHtml(html: string): RawLink[] {
  const { visitor, links } = createLinkReader()
  streamHtml(html, visitor)
  return links
}

/** For a walk that others look on at: `links` are complete when it is over. */
export function createLinkReader(): { visitor: Required<HtmlVisitor<HtmlTag>>; links: RawLink[] } {
  const links: RawLink[] = []
  // A link in a link ends the one around it, as in a browser.
  let open: RawLink | undefined
  const addText = (value: string) => {
    if (open && open.text.length < MAX_LABEL_CHARACTERS * 4) open.text += value.slice(0, MAX_LABEL_CHARACTERS * 4)
  }
  const visitor: Required<HtmlVisitor<HtmlTag>> = {
    done: () => links.length >= MAX_LINKS * 2,
    enter(element, _appearance, parent) {
      const { tagName } = element
      if (open && tagName === 'img') addText(` ${attributeOf(element, 'alt') ?? ''} `)
      else if (open && SPACED.has(tagName)) addText(' ')
      if ((tagName !== 'a' && tagName !== 'area') || visitor.done()) return
      const href = attributeOf(element, 'href')
      if (href === undefined || href.length > MAX_HREF_CHARACTERS) return
      const link = { href, text: tagName === 'area' ? (attributeOf(element, 'alt') ?? '') : '', element, parent }
      links.push(link)
      if (tagName === 'a') open = link
    },
    leave(element) {
      if (open?.element === element) open = undefined
    },
    text(value, { shown }) {
      if (shown) addText(value)
    },
  }
  return { visitor, links }
}

/** Filled and padded, or named so; the filling is often that of the cell around it. */
function isButton(element: HtmlTag, cell: HtmlTag | undefined): boolean {
  const isFilled = (each: HtmlTag | undefined) =>
    each !== undefined &&
    (/\bbackground(-color)?\s*:/i.test(attributeOf(each, 'style') ?? '') || attributeOf(each, 'bgcolor') !== undefined)
  if (attributeOf(element, 'role') === 'button') return true
  if (/(^|[\s_-])(button|btn|cta)/i.test(attributeOf(element, 'class') ?? '')) return true
  return (
    /\bpadding/i.test(attributeOf(element, 'style') ?? '') && (isFilled(element) || (cell?.tagName === 'td' && isFilled(cell)))
  )
}

const PLAIN_URL = /(?<![a-z0-9])https?:\/\/[^\s<>"'`\u3000-\u3002\u300c-\u300f\u3010\u3011\uff00-\uffef]+/gi

function linksOfText(text: string): RawLink[] {
  const links: RawLink[] = []
  const plain = text.slice(0, MAX_TEXT_CHARACTERS)
  let above = ''
  for (const { 0: line } of plain.matchAll(/[^\n]+/g)) {
    const urls = [...(line.includes('://') ? line.matchAll(PLAIN_URL) : [])]
    for (const { 0: url } of urls) {
      if (links.length >= MAX_LINKS) return links
      if (url.length > MAX_HREF_CHARACTERS) continue
      const href = trimEnd(url)
      if (!URL.canParse(href)) continue
      links.push({ href, text: plainLabel(line, urls.length, href, above), element: undefined, parent: undefined })
    }
    if (/\S/.test(line)) above = urls.length > 0 ? '' : line
  }
  return links
}

/** The words on its line, or of the line above when it stands alone: plain text has no better name for a link. */
function plainLabel(line: string, urls: number, href: string, above: string): string {
  if (line.length > href.length + MAX_PLAIN_LABEL_CHARACTERS || urls > 1) return ''
  const beside = trimLabel(line.replace(`<${href}>`, ' ').replace(href, ' '))
  if (beside !== '') return beside
  return above.length <= MAX_PLAIN_LABEL_CHARACTERS ? trimLabel(above) : ''
}

function trimLabel(label: string): string {
  const folded = fold(label)
  const [start = 0, end = 0] = [folded.search(/[\p{L}\p{N}]/u), folded.length]
  let last = end
  while (last > start && /[^\p{L}\p{N}\p{M})!?]/u.test(folded.charAt(last - 1))) last--
  return start < 0 ? '' : folded.slice(start, last)
}

const BRACKETS: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

/** Punctuation that ends the sentence rather than the address; a bracket stays when one was opened within. A token may end in `_`. */
function trimEnd(url: string): string {
  const outer = Object.keys(BRACKETS).filter((bracket) => !url.includes(BRACKETS[bracket] ?? ''))
  let end = url.length
  while (end > 0 && ('.,:;!?*|'.includes(url.charAt(end - 1)) || outer.includes(url.charAt(end - 1)))) end--
  return url.slice(0, end)
}

function fold(text: string): string {
  return dropFillers(text).replace(/\s+/g, ' ').trim().slice(0, MAX_LABEL_CHARACTERS).toWellFormed()
}

/** Places in the same mail lead nowhere, and scripts are not followed. What a template failed to fill in is kept: it is a fault to see. */
function isLink(href: string): boolean {
  return (
    href !== '' && !href.startsWith('#') && !/^(javascript|vbscript|data|cid|blob|about):/i.test(href.replace(/[\s\p{Cc}]/gu, ''))
  )
}

function hostOf(href: string): string {
  const absolute = href.startsWith('//') ? `https:${href}` : href
  return URL.canParse(absolute) ? new URL(absolute).host : ''
}

const SOCIAL_HOST =
  /(^|\.)(facebook|fb|instagram|twitter|x|linkedin|youtube|youtu|tiktok|pinterest|snapchat|threads|vk|ok|weibo|xing|discord|reddit|telegram|t|wa|whatsapp|line|bsky|medium|vimeo|twitch)\.(com|net|be|gg|me|ru|app|tv)$/
const UNSUBSCRIBE_ADDRESS = /unsub|opt[-_]?out|list-unsubscribe|desinscri|abmeld|email-?preferences|preference-?cent/i
const VIEW_ADDRESS = /view[-_]?(in[-_]?)?(browser|online|email)|webversion|web-version|mirror-?page/i
const TRACKING_ADDRESS =
  /^https?:\/\/((click|clicks|track|tracking|links?|trk|email|url\d*|ct|go|mailtrack)\d*\.[^/]+\/|[^/]+\/(ls\/click|wf\/click|track\/click|trk\/|e\/c\/|click[/?]|redirect[/?]|c\/[\w-]{16,}))/i
const ACTION_ADDRESS =
  /[/_-](verif(y|ication)|confirm(ation)?|activat(e|ion)|reset|magic|login|signin|sign-in|invit(e|ation)s?|accept|password|auth|token)s?(?![a-z])|[?&#](\w*token|code|otp|key|signature|sig|confirmation\w*|ticket)=/i

function kindOf(href: string, text: string, host: string, isDrawn: boolean): LinkKind {
  if (UNSUBSCRIBE_WORDS.test(text) || UNSUBSCRIBE_ADDRESS.test(href)) return 'unsubscribe'
  if (VIEW_IN_BROWSER_WORDS.test(text) || VIEW_ADDRESS.test(href)) return 'view-in-browser'
  const isAddress = /^(mailto|tel|sms):/i.test(href)
  if (SOCIAL_HOST.test(host)) return 'social'
  if (isAddress) return 'other'
  if (isDrawn || isShortAction(text)) return 'action'
  // What a click counter wraps could be anything: words and looks have spoken already.
  if (TRACKING_ADDRESS.test(href)) return 'tracking'
  return ACTION_ADDRESS.test(href) ? 'action' : 'other'
}

/** A name for something to do is short; `Read how we verify …` is the title of an article. */
function isShortAction(text: string): boolean {
  return text !== '' && text.length <= 60 && ACTION_WORDS.test(text)
}

/** By which names the HTML of a mail may mean one of its parts: content id, then Content-Location, then file name. */
import type { StoredPart } from '../store/store.ts'
import { isShownInline, ownParts } from './readable-parts.ts'

/** What names a part, and whether it can be shown. */
export type InlinePart = Pick<StoredPart, 'path' | 'contentType' | 'contentId' | 'contentLocation' | 'filename'>

/** Case, angle brackets and percent-encoding do not tell content ids apart in practice. */
export function foldContentId(contentId: string): string {
  const bare = contentId.trim().replace(/^<|>$/g, '')
  try {
    return decodeURIComponent(bare).toLowerCase()
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return bare.toLowerCase()
  }
}

/**
 * Folded name to part, for images and fonts. The first of two parts with one name is meant; those of the message itself go
 * before those of a message in it, whose HTML may be read in place.
 */
export function nameInlineParts<P extends InlinePart>(parts: readonly P[]): Map<string, P> {
  const named = new Map<string, P>()
  const shown = [...new Set([...ownParts(parts), ...parts])].filter(isShownInline)
  for (const name of ['contentId', 'contentLocation', 'filename'] as const)
    for (const part of shown) {
      const folded = foldContentId(part[name])
      if (folded !== '' && !named.has(folded)) named.set(folded, part)
    }
  return named
}

export interface InlineUse<P> {
  /** By the name that stands in the HTML. */
  shown: Map<string, P>
  /** Content ids that stand there and that no part has. */
  missing: string[]
}

/** Which parts the HTML names, and so shows where it wants them. */
export function findInlineUse<P extends InlinePart>(html: string, parts: readonly P[]): InlineUse<P> {
  const use: InlineUse<P> = { shown: new Map(), missing: [] }
  // Most mail has none, and the HTML may be long.
  const namesIds = /cid:/i.test(html)
  if (!namesIds && parts.every(({ contentId, contentLocation }) => contentId === '' && contentLocation === '')) return use
  const named = nameInlineParts(parts)
  for (const [, contentId = '', url = ''] of html.matchAll(
    /\bcid:([^\s"'()<>]+)|\b(?:src|background|url)\s*[=(]\s*["']?([^\s"'()<>]+)/gi,
  )) {
    const name = contentId || url.replace(/^cid:/i, '')
    const part = named.get(foldContentId(name))
    if (part) use.shown.set(name, part)
  }
  return namesIds ? { ...use, missing: findMissing(html, named, parts) } : use
}

function findMissing(html: string, named: ReadonlyMap<string, InlinePart>, parts: readonly InlinePart[]): string[] {
  // One that cannot be shown in place is there all the same.
  const known = new Set(parts.map(({ contentId }) => foldContentId(contentId)))
  const missing = new Set<string>()
  // Text may speak of `cid:`; only where a URL stands does a reader look for a part.
  for (const [, url = ''] of html.matchAll(/["'(=]\s*cid:([^\s"'()<>]+)/gi)) {
    const contentId = url.replaceAll('&amp;', '&')
    const folded = foldContentId(contentId)
    if (!known.has(folded) && !named.has(folded)) missing.add(contentId)
  }
  return [...missing]
}

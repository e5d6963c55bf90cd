/** By which names the HTML of a mail may mean one of its parts: content id, then Content-Location, then file name. */
import type { StoredPart } from '../store/store.ts'
import { isShownInline, ownParts } from './readable-parts.ts'

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
export function nameInlineParts(parts: readonly StoredPart[]): Map<string, StoredPart> {
  const named = new Map<string, StoredPart>()
  const shown = [...new Set([...ownParts(parts), ...parts])].filter(isShownInline)
  for (const name of ['contentId', 'contentLocation', 'filename'] as const)
    for (const part of shown) {
      const folded = foldContentId(part[name])
      if (folded !== '' && !named.has(folded)) named.set(folded, part)
    }
  return named
}

/** The parts that the HTML names, and so shows where it wants them. */
export function findInlineParts(html: string, parts: readonly StoredPart[]): Set<StoredPart> {
  const found = new Set<StoredPart>()
  // Most mail has none, and the HTML may be long.
  if (!parts.some(({ contentId, contentLocation }) => contentId !== '' || contentLocation !== '')) return found
  const named = nameInlineParts(parts)
  for (const [, contentId = '', url = ''] of html.matchAll(
    /\bcid:([^\s"'()<>]+)|\b(?:src|background|url)\s*[=(]\s*["']?([^\s"'()<>]+)/gi,
  )) {
    const part = named.get(foldContentId(contentId || url.replace(/^cid:/i, '')))
    if (part) found.add(part)
  }
  return found
}

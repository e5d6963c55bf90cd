/** Places inside of a view, as the URL names them after `#`: `line-40`, `octet-1204`, `part-1.2`, `field-3`. */

export type AnchorKind = 'line' | 'octet' | 'part' | 'field' | 'with'

export function toAnchor(kind: AnchorKind, value: string | number): string {
  return `${kind}-${value}`
}

/** @returns undefined when it names another kind of place, or none */
export function readAnchor(anchor: string | undefined, kind: AnchorKind): string | undefined {
  return anchor?.startsWith(`${kind}-`) ? decodeURIComponentSafely(anchor.slice(kind.length + 1)) : undefined
}

/** @returns undefined also for what is no whole number */
export function readNumberAnchor(anchor: string | undefined, kind: AnchorKind): number | undefined {
  const text = readAnchor(anchor, kind)
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined
}

/** Somebody may have typed it. */
function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return text
  }
}

/** A tag is any text, a keyword is an atom: so each character that no atom has is `_` in it (RFC 9051 §9: flag-keyword). */
export function toKeyword(tag: string): string {
  return tag.replace(/[^\x21-\x7e]|[(){%*"\\\]]/g, '_')
}

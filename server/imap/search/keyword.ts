/** Tags as keywords. */
export function toKeyword(tag: string): string {
  return tag.replace(/[^\x21-\x7e]|[(){%*"\\\]]/g, '_')
}

/** The ways to look at a message, in order. The name stands in the URL; what they are called, in web/texts/tabs.ts. */
export const TABS = ['preview', 'text', 'headers', 'source', 'structure', 'session', 'checks'] as const

/** `compare` has no tab of its own: it is opened from the menu. */
export type TabName = (typeof TABS)[number] | 'compare'

export function toTabName(text: string | undefined): TabName {
  return text === 'compare' ? text : (TABS.find((name) => name === text) ?? 'preview')
}

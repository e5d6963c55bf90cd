/** The ways to look at a message, in order. The name stands in the URL. */
export const TABS = [
  { name: 'preview', label: 'Preview' },
  { name: 'text', label: 'Text' },
  { name: 'headers', label: 'Headers' },
  { name: 'source', label: 'Source' },
  { name: 'structure', label: 'Structure' },
  { name: 'session', label: 'Session' },
  { name: 'checks', label: 'Checks' },
] as const

/** `compare` has no tab of its own: it is opened from the menu. */
export type TabName = (typeof TABS)[number]['name'] | 'compare'

export function toTabName(text: string | undefined): TabName {
  return text === 'compare' ? text : (TABS.find(({ name }) => name === text)?.name ?? 'preview')
}

/** The ways to look at a message, in order. The name stands in the URL. */
export const TABS = [
  { name: 'preview', label: 'Preview' },
  { name: 'text', label: 'Text' },
  { name: 'headers', label: 'Headers' },
  { name: 'source', label: 'Source' },
] as const

export type TabName = (typeof TABS)[number]['name']

export function toTabName(text: string | undefined): TabName {
  return TABS.find(({ name }) => name === text)?.name ?? 'preview'
}

/** The ways to look at a message, in order. The name stands in the URL. */
import { tabTexts } from '../../texts/tabs.ts'
export const TABS = [
  { name: 'preview', label: tabTexts.preview },
  { name: 'text', label: tabTexts.text },
  { name: 'headers', label: tabTexts.headers },
  { name: 'source', label: tabTexts.source },
  { name: 'structure', label: tabTexts.structure },
  { name: 'session', label: tabTexts.session },
  { name: 'checks', label: tabTexts.checks },
] as const

/** `compare` has no tab of its own: it is opened from the menu. */
export type TabName = (typeof TABS)[number]['name'] | 'compare'

export function toTabName(text: string | undefined): TabName {
  return text === 'compare' ? text : (TABS.find(({ name }) => name === text)?.name ?? 'preview')
}

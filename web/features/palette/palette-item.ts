/** One thing that the palette can do or go to. */
import type { LucideIcon } from 'lucide-react'

export interface PaletteItem {
  id: string
  /** Heading that it stands under. */
  group: string
  label: string
  /** Beside the label: what kind of place it is, who a mail is from. */
  hint?: string | undefined
  /** Found by these too. */
  keywords?: string
  keys?: string
  icon: LucideIcon
  run: () => void
}
